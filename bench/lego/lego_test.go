// Package lego tests lego's DNS providers dnsservices and veesp, whose vendors run HostBill, against the mock server. Nothing
// leaves this machine: the test has its own DNS server.
package lego

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"testing"

	"github.com/go-acme/lego/v5/challenge"
	"github.com/go-acme/lego/v5/challenge/dns01"
	"github.com/go-acme/lego/v5/providers/dns/dnsservices"
	"github.com/go-acme/lego/v5/providers/dns/veesp"
	"github.com/miekg/dns"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/gen/hostbill"
	"github.com/hostclients/hostclients/mock"
)

const (
	user, password = "user@example.com", "correct horse"
	service, zone  = 292, 1178
)

// providers creates lego's providers, by name. Each provider sends its requests with an HTTP client.
var providers = map[string]func(*http.Client) (challenge.Provider, error){
	"dnsservices": func(client *http.Client) (challenge.Provider, error) {
		config := dnsservices.NewDefaultConfig()
		config.Username, config.Password, config.HTTPClient = user, password, client
		return dnsservices.NewDNSProviderConfig(config)
	},
	"veesp": func(client *http.Client) (challenge.Provider, error) {
		config := veesp.NewDefaultConfig()
		config.Username, config.Password, config.HTTPClient = user, password, client
		return veesp.NewDNSProviderConfig(config)
	},
}

func TestLegoPresentsAChallengeAndCleansUp(t *testing.T) {
	dns01.SetDefaultClient(dns01.NewClient(&dns01.Options{RecursiveNameservers: []string{nameserver(t)}}))
	for name, provider := range providers {
		t.Run(name, func(t *testing.T) {
			srv := mock.NewServer(t, mock.HostBill)
			ours, err := hostbill.New(srv.URL(), hostbill.WithLogin(user, password))
			require.NoError(t, err)
			base, err := url.Parse(srv.URL())
			require.NoError(t, err)
			lego, err := provider(&http.Client{Transport: toMock{base}})
			require.NoError(t, err)

			before := records(t, ours)
			require.NoError(t, lego.Present(t.Context(), "www.example.com", "token", "key authorization"))
			want := dns01.GetChallengeInfo(t.Context(), "www.example.com", "key authorization")
			added := records(t, ours)[len(before):]
			assert.Equal(t, []string{"TXT _acme-challenge.www.example.com " + want.Value}, added)
			require.NoError(t, lego.CleanUp(t.Context(), "www.example.com", "token", "key authorization"))
			assert.Equal(t, before, records(t, ours))
			for _, request := range srv.Requests() {
				assert.Empty(t, request.Errors, request.Operation)
				assert.Empty(t, request.Unread, request.Operation)
			}
		})
	}
}

// records returns the records of the zone, read with our client.
func records(t *testing.T, client *hostbill.Client) []string {
	t.Helper()
	found, err := client.DNS.GetZone(t.Context(), service, zone)
	require.NoError(t, err)
	var all []string
	for _, record := range found.Records.Items() {
		all = append(all, record.Type+" "+record.Name+" "+record.Content.String())
	}
	return all
}

// toMock sends requests to the mock server instead of the provider's own server.
type toMock struct{ base *url.URL }

func (m toMock) RoundTrip(r *http.Request) (*http.Response, error) {
	out := r.Clone(r.Context())
	out.URL.Scheme, out.URL.Host, out.Host = m.base.Scheme, m.base.Host, ""
	out.URL.Path = "/hostbill" + r.URL.Path
	return http.DefaultTransport.RoundTrip(out)
}

// nameserver starts a DNS server whose only zone is example.com, and returns its address.
func nameserver(t *testing.T) string {
	t.Helper()
	conn, err := (&net.ListenConfig{}).ListenPacket(context.Background(), "udp", "127.0.0.1:0")
	require.NoError(t, err)
	server := &dns.Server{PacketConn: conn, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		reply := new(dns.Msg).SetReply(q)
		if q.Question[0].Name == "example.com." && q.Question[0].Qtype == dns.TypeSOA {
			reply.Answer = []dns.RR{&dns.SOA{
				Hdr: dns.RR_Header{Name: "example.com.", Rrtype: dns.TypeSOA, Class: dns.ClassINET, Ttl: 60},
				Ns:  "ns1.example.net.", Mbox: "hostmaster.example.com.",
			}}
		}
		_ = w.WriteMsg(reply)
	})}
	go func() { _ = server.ActivateAndServe() }()
	t.Cleanup(func() { _ = server.Shutdown() })
	return conn.LocalAddr().String()
}
