module github.com/hostclients/hostclients/bench

go 1.26.0
