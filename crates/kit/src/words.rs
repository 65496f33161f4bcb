//! Messages: what users see, in files that a translator can edit (Fluent), Vietnamese first, English complete.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rustc_hash::FxHashMap;
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

/// A language of the surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

impl Lang {
    /// The code used in `lang="…"` and in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Vi => "vi",
            Lang::En => "en",
        }
    }

    /// The language of a code; Vietnamese when it is unknown.
    pub fn from_code(code: &str) -> Lang {
        if code == "en" { Lang::En } else { Lang::Vi }
    }
}

/// The messages of one house in all languages.
pub struct Lexicon {
    vi: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
    /// The keys of each language, with the words of those messages that need no values: most of them, and a page says many.
    keys: [Keys; 2],
    /// Words that come with an office's own data, Vietnamese and English.
    own: RwLock<HashMap<String, [String; 2]>>,
}

type Keys = FxHashMap<String, Option<String>>;

/// One slice's messages: `(Vietnamese file, English file)`.
pub type Files = (&'static str, &'static str);

impl Lexicon {
    /// Reads the message files of all slices.
    ///
    /// # Panics
    /// When a file cannot be parsed or two slices use one key: both are bugs that the first test run meets.
    pub fn new(files: &[Files]) -> Lexicon {
        let (vi, vi_keys) = bundle("vi", files.iter().map(|f| f.0));
        let (en, en_keys) = bundle("en", files.iter().map(|f| f.1));
        Lexicon { vi, en, keys: [vi_keys, en_keys], own: RwLock::default() }
    }

    /// Takes in words that come with an office's own data: a key, Vietnamese, English. They are said where the messages have
    /// nothing of that key.
    pub fn learn(&self, words: impl IntoIterator<Item = (String, [String; 2])>) {
        self.own.write().unwrap_or_else(PoisonError::into_inner).extend(words);
    }

    fn own(&self, key: &str, lang: Lang) -> Option<String> {
        let own = self.own.read().unwrap_or_else(PoisonError::into_inner);
        own.get(key).map(|[vi, en]| if lang == Lang::En { en.clone() } else { vi.clone() })
    }

    /// The same messages, spoken in one language.
    pub fn words(&'static self, lang: Lang) -> Words {
        Words { lexicon: self, lang }
    }

    /// The keys that one language has and the other lacks: a test wants none.
    pub fn unpaired_keys(&self) -> Vec<String> {
        let [vi, en] = &self.keys;
        let of =
            |one: &Keys, other: &Keys| one.keys().filter(|key| !other.contains_key(*key)).cloned().collect::<Vec<_>>();
        [of(vi, en), of(en, vi)].concat()
    }

    /// Whether there is a message of this key.
    pub fn has(&self, key: &str) -> bool {
        self.keys[0].contains_key(key)
    }
}

fn bundle(lang: &str, files: impl Iterator<Item = &'static str>) -> (FluentBundle<FluentResource>, Keys) {
    let id: unic_langid::LanguageIdentifier = lang.parse().expect("a language code");
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    bundle.set_use_isolating(false);
    let mut keys: Vec<String> = Vec::new();
    for text in files {
        let resource = FluentResource::try_new(text.to_owned())
            .unwrap_or_else(|(_, errors)| panic!("a message file ({lang}) cannot be read: {errors:?}"));
        keys.extend(text.lines().filter_map(key_of));
        bundle
            .add_resource(resource)
            .unwrap_or_else(|errors| panic!("a message key ({lang}) is used twice: {errors:?}"));
    }
    let without_values = |key: &str| {
        let (pattern, mut missing) = (bundle.get_message(key)?.value()?, Vec::new());
        let said = bundle.format_pattern(pattern, None, &mut missing).into_owned();
        missing.is_empty().then_some(said)
    };
    let keys = keys.into_iter().map(|key| (without_values(&key), key)).map(|(said, key)| (key, said)).collect();
    (bundle, keys)
}

fn key_of(line: &str) -> Option<String> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim_end();
    let first = key.chars().next()?;
    (first.is_ascii_alphabetic() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'))
        .then(|| key.to_owned())
}

/// The messages of one house in one language: what templates speak with.
#[derive(Clone, Copy)]
pub struct Words {
    lexicon: &'static Lexicon,
    lang: Lang,
}

impl Words {
    /// The language.
    pub fn lang(self) -> Lang {
        self.lang
    }

    /// The code for `lang="…"`.
    pub fn code(self) -> &'static str {
        self.lang.code()
    }

    /// The message `key`. A missing key shows itself, and a test finds it.
    pub fn say(self, key: &str) -> String {
        let keys = &self.lexicon.keys[usize::from(self.lang == Lang::En)];
        keys.get(key).and_then(Clone::clone).unwrap_or_else(|| self.fill(key, &[]))
    }

    /// The message with a count: `$n` chooses the plural form, `$count` is the number as written here (`16.735.341`).
    pub fn count(self, key: &str, n: i64) -> String {
        self.fill(key, &[("n", n.into()), ("count", self.number(n).into())])
    }

    /// The message with one value.
    pub fn with(self, key: &str, name: &'static str, value: impl Into<Value>) -> String {
        self.fill(key, &[(name, value.into())])
    }

    /// The message with several values.
    pub fn fill(self, key: &str, values: &[(&'static str, Value)]) -> String {
        let bundle = match self.lang {
            Lang::Vi => &self.lexicon.vi,
            Lang::En => &self.lexicon.en,
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            if let Some(own) = self.lexicon.own(key, self.lang) {
                return own;
            }
            tracing::warn!(key, "a message is missing");
            return key.to_owned();
        };
        let mut args = FluentArgs::new();
        for (name, value) in values {
            match value {
                Value::Text(text) => args.set(*name, FluentValue::from(text.as_str())),
                Value::Number(n) => args.set(*name, FluentValue::from(*n)),
            }
        }
        bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    }

    /// A whole number as it is written here: `16.735.341`, in English `16,735,341`.
    pub fn number(self, n: i64) -> String {
        match self.lang {
            Lang::Vi => viet::number::grouped(n),
            Lang::En => viet::number::grouped_en(n),
        }
    }

    /// A rate as it is written here: `99,16%`; `–` when there is nobody to count.
    pub fn rate(self, numerator: u64, denominator: u64) -> String {
        let written = match self.lang {
            Lang::Vi => viet::number::rate(numerator, denominator),
            Lang::En => viet::number::rate_en(numerator, denominator),
        };
        written.unwrap_or_else(|| "–".to_owned())
    }
}

/// A value that is put into a message.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text, as it is.
    Text(String),
    /// A number, by which a plural form may be chosen.
    Number(i64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}
impl From<&String> for Value {
    fn from(text: &String) -> Value {
        Value::Text(text.clone())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}
impl From<i64> for Value {
    fn from(n: i64) -> Value {
        Value::Number(n)
    }
}
