#!/bin/sh
# Generates the clients of other generators from the WHMCS document. The generators fail on a schema named Client, because the
# generated client has the same name. The script renames that schema and changes nothing else.
set -eu
cd "$(dirname "$0")"
mkdir -p stock
sed -e "s|^    Client:|    ClientAccount:|" -e "s|schemas/Client\([\"']\)|schemas/ClientAccount\1|" ../../specs/whmcs/openapi.yaml > stock/openapi.yaml
go tool ogen --config ogen.yaml --loglevel error --target ogenclient --package ogenclient --clean stock/openapi.yaml
go tool ogen --config ogenbare.yaml --loglevel error --target ogenbare --package ogenbare --clean stock/openapi.yaml
go tool oapi-codegen -config stock.yaml stock/openapi.yaml
