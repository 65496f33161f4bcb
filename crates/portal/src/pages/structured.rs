//! What a page is about, for machines: JSON-LD in the words of schema.org. It stands in a script element that no browser
//! runs, so every `<` is written in a way that cannot end it.

use super::Maker;
use super::frame::Crumb;
use crate::address;
use crate::card::Card;
use bridge::Edition;
use kit::clock::Ts;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};
use std::sync::Arc;

/// An article, its parts in the order of their names.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NewsArticle<'a> {
    #[serde(rename = "@context")]
    context: &'a str,
    #[serde(rename = "@type")]
    kind: &'a str,
    article_section: &'a str,
    author: &'a RawValue,
    date_modified: String,
    date_published: String,
    headline: &'a str,
    image: [&'a str; 1],
    in_language: &'a str,
    is_accessible_for_free: bool,
    main_entity_of_page: &'a str,
    publisher: &'a RawValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_organization: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    translation_of_work: Option<Value>,
    url: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    work_translation: Vec<Value>,
}

/// Who wrote it.
#[derive(Serialize)]
struct Person<'a> {
    #[serde(rename = "@type")]
    kind: &'a str,
    #[serde(rename = "jobTitle", skip_serializing_if = "Option::is_none")]
    job_title: Option<&'a str>,
    name: &'a str,
}

/// A step of the way to a page.
#[derive(Serialize)]
struct ListItem<'a> {
    #[serde(rename = "@type")]
    kind: &'a str,
    item: &'a str,
    name: &'a str,
    position: usize,
}

/// The way to a page.
#[derive(Serialize)]
struct BreadcrumbList<'a> {
    #[serde(rename = "@context")]
    context: &'a str,
    #[serde(rename = "@type")]
    kind: &'a str,
    #[serde(rename = "itemListElement")]
    items: Vec<ListItem<'a>>,
}

const CONTEXT: &str = "https://schema.org";

impl Maker<'_> {
    pub(super) fn news_article(&self, edition: &Edition, absolute: &str, picture: &str) -> String {
        let around = self.around();
        let author = edition.author.as_ref().map(|author| {
            let (name, post) = (&author.name, &author.post);
            raw(&Person { kind: "Person", job_title: post.as_deref(), name })
        });
        let other = |card: &Arc<Card>| {
            let (own, language) = (self.absolute(&address::of_article(card)), card.language.code());
            json!({"@type": "NewsArticle", "url": own, "headline": card.headline, "inLanguage": language})
        };
        let texts = self.library.current(edition.article_id).map(|card| self.library.languages(card));
        let mut others = texts.into_iter().flatten().filter(|card| card.article_id != edition.article_id);
        let (translation_of_work, work_translation) = match edition.translation {
            Some(translation) => (others.find(|card| card.article_id == translation.of).map(other), vec![]),
            None => (None, others.map(other).collect()),
        };
        written(&NewsArticle {
            context: CONTEXT,
            kind: "NewsArticle",
            article_section: &edition.section.name.vi,
            // An article that nobody signed is the office's.
            author: author.as_ref().unwrap_or(&around.publisher),
            date_modified: Ts(edition.published_at).iso(),
            date_published: Ts(edition.first_published_at).iso(),
            headline: &edition.headline,
            image: [picture],
            in_language: edition.language.code(),
            is_accessible_for_free: true,
            main_entity_of_page: absolute,
            publisher: &around.publisher,
            source_organization: edition.source.as_ref().map(|it| json!({"@type": "Organization", "name": it})),
            translation_of_work,
            url: absolute,
            work_translation,
        })
    }

    pub(super) fn breadcrumbs(&self, crumbs: &[Crumb], title: &str, own: &str) -> String {
        let (home, base) = (self.w.say("home"), self.base());
        let above: Vec<String> = crumbs.iter().map(|crumb| self.absolute(&format!("{base}{}", crumb.href))).collect();
        let above = crumbs.iter().zip(&above).map(|(crumb, href)| (crumb.name.as_str(), href.as_str()));
        let first = self.absolute(self.home());
        let places = std::iter::once((home.as_str(), first.as_str())).chain(above).chain([(title, own)]);
        let items =
            (1..).zip(places).map(|(position, (name, item))| ListItem { kind: "ListItem", item, name, position });
        written(&BreadcrumbList { context: CONTEXT, kind: "BreadcrumbList", items: items.collect() })
    }

    /// Whose site it is, and how it is searched.
    pub(super) fn organisation(&self, home: &str) -> Vec<String> {
        let mut office = self.publisher();
        office["@context"] = json!("https://schema.org");
        let search = self.absolute(&format!("{}/tim-kiem?q={{search_term_string}}", self.base()));
        let site = json!({
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": self.site(),
            "url": home,
            "inLanguage": self.w.code(),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": search},
                "query-input": "required name=search_term_string",
            },
        });
        vec![written(&office), written(&site)]
    }

    /// The office as the publisher of articles.
    pub(super) fn published_by(&self) -> Box<RawValue> {
        raw(&self.publisher())
    }

    fn publisher(&self) -> Value {
        let mut office = json!({
            "@type": "GovernmentOrganization",
            "name": self.site(),
            "url": self.absolute("/"),
            "logo": {"@type": "ImageObject", "url": self.absolute("/anh.png"), "width": 1200, "height": 630},
        });
        if let Some(it) = self.contact() {
            office["address"] = json!(self.text(&it.address));
            for (key, value) in [("telephone", &it.phone), ("email", &it.email)] {
                if !value.is_empty() {
                    office[key] = json!(value);
                }
            }
        }
        office
    }
}

/// Written already, to stand in what is written later.
fn raw(about: &impl Serialize) -> Box<RawValue> {
    to_raw_value(about).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// As it may stand in a script element.
pub(super) fn written(about: &impl Serialize) -> String {
    let text = serde_json::to_string(about).unwrap_or_default();
    if text.contains('<') { text.replace('<', "\\u003c") } else { text }
}
