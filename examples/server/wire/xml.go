package wire

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxXMLDepth is how deep elements may be nested.
const MaxXMLDepth = 32

// Schema says which elements a document may have. One without children holds
// text and no elements, any other elements and no text.
type Schema struct {
	Name     string
	Repeats  bool // may stand several times in its parent
	Children []Schema
}

// Node is an element of a document that was read.
type Node struct {
	Name     string
	Text     string // white space at its ends is dropped
	Children []*Node
}

// Child returns the text of a child, and whether there is one.
func (n *Node) Child(name string) (text string, there bool) {
	for _, c := range n.Children {
		if c.Name == name {
			return c.Text, true
		}
	}
	return "", false
}

// ReadXML reads the body of a request as one XML document, all of whose elements
// are of a name space.
func ReadXML(w http.ResponseWriter, r *http.Request, space string, root Schema) (*Node, error) {
	data, err := Body(w, r, MaxBody, "application/xml")
	if err != nil {
		return nil, err
	}
	return ParseXML(data, space, root)
}

// ParseXML reads a document token by token. encoding/xml alone skips document
// types, foreign elements, attributes and whatever follows the root, and lets
// the last of two equal elements win; here each of them is refused, so that two
// readers of a document cannot differ about what it says. There are no entities
// but the five of XML itself.
func ParseXML(data []byte, space string, root Schema) (*Node, error) {
	if !utf8.Valid(data) {
		return nil, badRequest("the body is not UTF-8")
	}
	p := parser{dec: xml.NewDecoder(bytes.NewReader(data)), space: space, top: Schema{Children: []Schema{root}}}
	for tokens := 0; ; tokens++ {
		tok, err := p.dec.Token()
		switch syntax := (*xml.SyntaxError)(nil); {
		case err == io.EOF && len(p.open) == 0 && len(p.document.Children) == 1:
			return p.document.Children[0], nil
		case err == io.EOF:
			return nil, p.at("the body ends too early")
		case errors.As(err, &syntax):
			return nil, p.at(syntax.Msg)
		case err != nil:
			return nil, p.at(err.Error())
		case tokens >= MaxTokens:
			return nil, badRequest("the body holds more than %d elements and texts", MaxTokens)
		}
		if err := p.take(tok, tokens == 0); err != nil {
			return nil, err
		}
	}
}

// parser is a document that is being read.
type parser struct {
	dec      *xml.Decoder
	space    string
	top      Schema
	document Node
	open     []opened
}

// opened is an element that has not ended.
type opened struct {
	node   *Node
	schema Schema
	text   []byte
	seen   map[string]bool
}

func (p *parser) take(tok xml.Token, first bool) error {
	switch t := tok.(type) {
	case xml.StartElement:
		return p.start(t)
	case xml.EndElement: // of the same name, which the decoder has seen to
		last := &p.open[len(p.open)-1]
		last.node.Text = strings.TrimSpace(string(last.text))
		p.open = p.open[:len(p.open)-1]
	case xml.CharData:
		if n := len(p.open); n > 0 && len(p.open[n-1].schema.Children) == 0 {
			p.open[n-1].text = append(p.open[n-1].text, t...)
		} else if len(bytes.TrimSpace(t)) > 0 {
			return p.at("a text stands where elements do")
		}
	case xml.Directive:
		return p.at("a document type is not accepted")
	case xml.ProcInst:
		if t.Target != "xml" || !first {
			return p.at("a processing instruction is not accepted")
		}
	}
	return nil
}

func (p *parser) start(t xml.StartElement) error {
	name, parent, into := t.Name.Local, p.top, &p.document
	var seen map[string]bool
	if n := len(p.open); n > 0 {
		parent, into, seen = p.open[n-1].schema, p.open[n-1].node, p.open[n-1].seen
	}
	switch {
	case len(p.open) >= MaxXMLDepth:
		return p.at("nested deeper than " + strconv.Itoa(MaxXMLDepth) + " levels")
	case len(p.open) == 0 && len(into.Children) > 0:
		return p.at("something follows the end of the document")
	case t.Name.Space != p.space:
		return p.at("the element " + quoted(name) + " is not of the name space " + p.space)
	}
	if err := p.attributes(t); err != nil {
		return err
	}
	for _, s := range parent.Children {
		if s.Name != name {
			continue
		}
		if !s.Repeats && seen[name] {
			return p.at("the element " + quoted(name) + " stands there twice")
		}
		if seen != nil {
			seen[name] = true
		}
		node := &Node{Name: name}
		into.Children = append(into.Children, node)
		p.open = append(p.open, opened{node: node, schema: s, seen: make(map[string]bool)})
		return nil
	}
	return p.at("there is no element " + quoted(name) + " here")
}

// attributes allows declarations of name spaces and nothing else.
func (p *parser) attributes(t xml.StartElement) error {
	seen := make(map[xml.Name]bool, len(t.Attr))
	for _, a := range t.Attr {
		declares := a.Name.Space == "xmlns" || a.Name == xml.Name{Local: "xmlns"}
		if !declares || seen[a.Name] {
			return p.at("the attribute " + quoted(a.Name.Local) + " of " + quoted(t.Name.Local) + " is not accepted")
		}
		seen[a.Name] = true
	}
	return nil
}

func (p *parser) at(why string) error {
	line, column := p.dec.InputPos()
	return badRequest("line %d, column %d: %s", line, column, why)
}

// AnswerXML writes v as XML, indented as the documentation prints it.
func AnswerXML(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/xml")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	enc := xml.NewEncoder(w)
	enc.Indent("", "    ")
	_ = enc.Encode(v) // the reader has gone: nobody is left to tell
}
