//! Full text: schema, writer, query, statistics, snippets. tantivy stays inside.
