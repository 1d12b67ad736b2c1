//! The fields of the full-text index.

use tantivy::schema::{
    BytesOptions, FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::TokenizerManager;

use super::tokenizer::{BigramTokenizer, WordTokenizer};

/// Name under which the bigram tokenizer is registered.
const BIGRAMS: &str = "bigrams";
/// Name under which the word tokenizer is registered.
const WORDS: &str = "words";

/// The fields by name. Lengths stand in columns of their own: tantivy's field norms are rounded and count what is gone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// Document id: deletion, ties.
    pub id: Field,
    /// Jieba's search cut and names, frequencies without positions.
    pub words: Field,
    /// Bigrams of the paragraphs that tell the article, with positions.
    pub text: Field,
    /// Bigrams of the headline.
    pub title: Field,
    /// Bigrams of furniture, repeats and navigation: found, but without weight.
    pub margin: Field,
    /// Entity ids, as numbers.
    pub entity: Field,
    /// Entities that figures are about.
    pub about: Field,
    /// Codes of the types of entity mentioned.
    pub kind: Field,
    /// Codes of the relations told.
    pub relation: Field,
    /// Date of publication as year * 10000 + month * 100 + day, zeros where not given.
    pub date: Field,
    /// Source.
    pub source: Field,
    /// Headline as it stands.
    pub headline: Field,
    /// How many words [`Fields::words`] has of the document.
    pub words_length: Field,
    /// How many characters [`Fields::text`] has of the document.
    pub text_length: Field,
    /// The document, postcard.
    pub stored: Field,
}

/// Schema and fields; the same on every call.
pub(super) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexing = |tokenizer: &str, option| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option).set_fieldnorms(false),
        )
    };
    let bigrams = indexing(BIGRAMS, IndexRecordOption::WithFreqsAndPositions);
    let words = indexing(WORDS, IndexRecordOption::WithFreqs);
    let column = TextOptions::default().set_fast("raw");
    let code = indexing("raw", IndexRecordOption::Basic);
    let fields = Fields {
        id: builder.add_text_field("id", STRING | FAST),
        words: builder.add_text_field("words", words),
        text: builder.add_text_field("text", bigrams.clone()),
        title: builder.add_text_field("title", bigrams.clone()),
        margin: builder.add_text_field("margin", bigrams),
        entity: builder.add_u64_field("entity", INDEXED | FAST),
        about: builder.add_u64_field("about", INDEXED),
        kind: builder.add_text_field("type", code.clone().set_fast("raw")),
        relation: builder.add_text_field("rel", code),
        date: builder.add_u64_field("date", FAST),
        source: builder.add_text_field("source", column.clone()),
        headline: builder.add_text_field("headline", column),
        words_length: builder.add_u64_field("words_length", FAST),
        text_length: builder.add_u64_field("text_length", FAST),
        stored: builder.add_bytes_field("stored", BytesOptions::from(STORED)),
    };
    (builder.build(), fields)
}

/// The tokenizers that the schema names. `raw` is tantivy's own.
pub(super) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(BIGRAMS, BigramTokenizer::default());
    manager.register(WORDS, WordTokenizer::default());
    manager
}
