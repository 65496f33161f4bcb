//! What a page is about, for machines: JSON-LD in the words of schema.org. It stands in a script element that no browser
//! runs, so every `<` is written in a way that cannot end it.

use super::Maker;
use super::frame::Crumb;
use crate::address;
use crate::card::Card;
use bridge::Edition;
use kit::clock::Ts;
use serde_json::{Value, json};
use std::sync::Arc;

impl Maker<'_> {
    pub(super) fn news_article(&self, edition: &Edition, absolute: &str, picture: &str) -> String {
        let mut about = json!({
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": edition.headline,
            "mainEntityOfPage": absolute,
            "url": absolute,
            "image": [picture],
            "datePublished": Ts(edition.first_published_at).iso(),
            "dateModified": Ts(edition.published_at).iso(),
            "articleSection": edition.section.name.vi,
            "inLanguage": edition.language.code(),
            "isAccessibleForFree": true,
            "publisher": self.publisher(),
        });
        // An article that nobody signed is the office's.
        about["author"] = match &edition.author {
            Some(author) => {
                let mut person = json!({"@type": "Person", "name": author.name});
                if let Some(post) = &author.post {
                    person["jobTitle"] = json!(post);
                }
                person
            }
            None => self.publisher(),
        };
        let other = |card: &Arc<Card>| {
            let (own, language) = (self.absolute(&address::of_article(card)), card.language.code());
            json!({"@type": "NewsArticle", "url": own, "headline": card.headline, "inLanguage": language})
        };
        let texts = self.library.current(edition.article_id).map(|card| self.library.languages(card));
        let others = texts.into_iter().flatten().filter(|card| card.article_id != edition.article_id);
        match edition.translation {
            Some(translation) => {
                for original in others.filter(|card| card.article_id == translation.of) {
                    about["translationOfWork"] = other(original);
                }
            }
            None => {
                let translations: Vec<Value> = others.map(other).collect();
                if !translations.is_empty() {
                    about["workTranslation"] = json!(translations);
                }
            }
        }
        if let Some(source) = &edition.source {
            about["sourceOrganization"] = json!({"@type": "Organization", "name": source});
        }
        written(&about)
    }

    pub(super) fn breadcrumbs(&self, crumbs: &[Crumb], title: &str, own: &str) -> String {
        let home = (self.w.say("home"), self.absolute(self.home()));
        let above = crumbs.iter().map(|c| (c.name.clone(), self.absolute(&format!("{}{}", self.base(), c.href))));
        let places = std::iter::once(home).chain(above).chain([(title.to_owned(), own.to_owned())]);
        let item = |(nth, (name, href)): (usize, (String, String))| json!({"@type": "ListItem", "position": nth + 1, "name": name, "item": href});
        let items: Vec<Value> = places.enumerate().map(item).collect();
        written(&json!({"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}))
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

pub(super) fn written(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}
