use super::{Law, Pack};

/// How the articles of a text are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// A line that starts with 第…条 opens an article.
    Numbered,
    /// A markdown heading opens one; 二、 and (三) below it make `二(三)`. A line 附件2 opens one as
    /// well, and the headings without a number below it are its own.
    Headings,
}

/// The articles of a text, without white space, so that quotes can be looked up.
#[derive(Debug)]
pub(super) struct Articles {
    list: Vec<Article>,
}

#[derive(Debug)]
struct Article {
    name: String,
    text: String,
}

impl Articles {
    /// In a text of several laws, a heading that is the title of one opens it, and its articles are
    /// named after it: 政府采购法第四十六条.
    pub(super) fn of(text: &str, layout: Layout, laws: &[Law]) -> Self {
        let mut list: Vec<Article> = Vec::new();
        let mut section = String::new();
        let mut law = "";
        let mut between_laws = false;
        for line in text.lines() {
            if let Some(opened) = laws.iter().find(|law| law.is_opened_by(line)) {
                law = &opened.title;
                between_laws = true;
            }
            let opened = match layout {
                Layout::Numbered => number(line.trim_start_matches(['#', '*', ' ', '\u{3000}']))
                    .map(|number| format!("{law}{number}")),
                Layout::Headings => heading(line, &mut section),
            };
            if let Some(name) = opened {
                between_laws = false;
                list.push(Article {
                    name,
                    text: String::new(),
                });
            }
            if let Some(article) = list.last_mut().filter(|_| !between_laws) {
                article.text.push_str(&squeeze(line));
            }
        }
        Self { list }
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|article| article.name.as_str())
    }

    /// The article that 第19条(二)(1) or 二(四)1 lies in: the longest name it starts with.
    pub(super) fn resolve(&self, cited: &str) -> Option<&str> {
        let cited = plain(cited);
        let fitting = self.names().filter(|name| cited.starts_with(*name));
        fitting.max_by_key(|name| name.len())
    }

    /// Whether the words stand in the article.
    pub(super) fn holds(&self, article: &str, quote: &str) -> bool {
        let quote = squeeze(quote);
        let mut same = self.list.iter().filter(|a| a.name == article);
        same.any(|a| a.text.contains(&quote))
    }

    /// The first article in which the words stand.
    pub(super) fn holding(&self, quote: &str) -> Option<&str> {
        let quote = squeeze(quote);
        let found = self.list.iter().find(|a| a.text.contains(&quote));
        found.map(|a| a.name.as_str())
    }
}

impl Pack {
    /// The articles of the text, in its order: name and words, white space left out. What stands
    /// under one name in several places is put together.
    #[must_use]
    pub fn articles(&self) -> Vec<(String, String)> {
        let mut found: Vec<(String, String)> = Vec::new();
        for Article { name, text } in Articles::of(&self.text, self.layout, &self.laws).list {
            match found.iter_mut().find(|(present, _)| *present == name) {
                Some((_, words)) => words.push_str(&text),
                None => found.push((name, text)),
            }
        }
        found
    }
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// White space away, full-width brackets to half-width.
fn plain(text: &str) -> String {
    squeeze(text).replace('（', "(").replace('）', ")")
}

/// What an annex is called.
const ANNEX: &str = "附件";

fn is_numeral(character: char) -> bool {
    character.is_ascii_digit() || "零〇一二三四五六七八九十百".contains(character)
}

/// `第十九条` at the start of a line.
fn number(line: &str) -> Option<String> {
    let rest = line.strip_prefix('第')?;
    let end = rest.find(|c| !is_numeral(c))?;
    let (numeral, rest) = rest.split_at(end);
    (!numeral.is_empty() && rest.starts_with('条')).then(|| format!("第{numeral}条"))
}

/// The name a heading gives; `section` remembers the 一、 or 附件 it is under.
fn heading(line: &str, section: &mut String) -> Option<String> {
    let marked = line.strip_prefix('#');
    let words = plain(marked.unwrap_or(line).trim_start_matches('#'));
    let annex = words.strip_prefix(ANNEX);
    if annex.is_some_and(|number| !number.is_empty() && number.chars().all(is_numeral)) {
        section.clone_from(&words);
        return Some(words);
    }
    marked?;
    let end = words.find(|c| !is_numeral(c)).unwrap_or(words.len());
    let (numeral, rest) = words.split_at(end);
    if !numeral.is_empty() && rest.starts_with('、') {
        numeral.clone_into(section);
        return Some(section.clone());
    }
    let inner = words
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(')'));
    match inner {
        Some((numeral, _)) if numeral.chars().all(is_numeral) => {
            Some(format!("{section}({numeral})"))
        }
        _ if section.starts_with(ANNEX) => None,
        _ => Some(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_ends_where_the_next_begins() {
        let text = "第一条 为了甲，\n 制定本办法。\n第十二条 乙\n（一）丙\n";
        let articles = Articles::of(text, Layout::Numbered, &[]);
        assert_eq!(articles.resolve("第十二条(一)"), Some("第十二条"));
        assert_eq!(articles.resolve("第十三条"), None);
        assert!(articles.holds("第一条", "甲，制定 本办法"));
        assert!(!articles.holds("第十二条", "甲"));
        assert_eq!(articles.holding("丙"), Some("第十二条"));
    }

    #[test]
    fn the_articles_of_several_laws_are_named_after_them() {
        let law = |title: &str| Law {
            title: title.to_owned(),
            title_en: title.to_owned(),
            in_force_from: chrono::NaiveDate::MIN,
        };
        let text = "# 甲法\n某年通过\n第一条 丙\n# 甲法条例\n某年公布\n第一条 丁\n# 其他\n戊";
        let laws = [law("甲法"), law("甲法条例")];
        let articles = Articles::of(text, Layout::Numbered, &laws);
        let names: Vec<&str> = articles.names().collect();
        assert_eq!(names, ["甲法第一条", "甲法条例第一条"]);
        assert!(articles.holds("甲法第一条", "丙"));
        assert!(!articles.holds("甲法第一条", "公布"), "between the laws");
        assert_eq!(articles.holding("丁"), Some("甲法条例第一条"));
        assert_eq!(
            articles.resolve("甲法条例第一条第二款"),
            Some("甲法条例第一条")
        );
    }

    #[test]
    fn headings_name_their_articles_by_section_and_number() {
        let text =
            "## 二、实施全流程\n甲\n### (一) 谋划阶段\n乙\n#### （四）验收阶段\n丙\n### 附件 2\n丁";
        let articles = Articles::of(text, Layout::Headings, &[]);
        let names: Vec<&str> = articles.names().collect();
        assert_eq!(names, ["二", "二(一)", "二(四)", "附件2"]);
        assert_eq!(articles.resolve("二（四）1"), Some("二(四)"));
    }

    #[test]
    fn an_annex_runs_on_below_its_own_title_marked_as_a_heading_or_not() {
        let text =
            "# 通知\n（附件1）\n- 附件：1. 表\n附件 1\n## 申报表\n甲\n### 附件 2\n## 计划表\n乙";
        let articles = Articles::of(text, Layout::Headings, &[]);
        let names: Vec<&str> = articles.names().collect();
        assert_eq!(names, ["通知", "附件1", "附件2"]);
        assert!(articles.holds("附件1", "甲"));
        assert!(articles.holds("附件2", "计划表乙"));
    }
}
