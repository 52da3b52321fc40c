package main

import (
	_ "embed"
	"strings"
)

//go:embed guide.txt
var guideText string

// guide returns what to try first.
func guide(base string, tokens bool) string {
	header := ""
	if tokens {
		header = "-H 'Authorization: Bearer YOUR_TOKEN' "
	}
	text := strings.ReplaceAll(guideText, " AUTH\n", strings.TrimSuffix(" "+header, " ")+"\n")
	return strings.NewReplacer("BASE", base, "AUTH", header).Replace(text)
}
