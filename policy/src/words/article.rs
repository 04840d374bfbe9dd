use super::{Words, both};
use crate::pack::{Bilingual, Pack, Provision};

impl Pack {
    /// What an article is called in an English sentence: 第4条(二) is article 4(2).
    #[must_use]
    pub fn article_in_english(&self, printed: &str) -> String {
        Words::of(self).article(printed).en
    }
}

impl Words<'_> {
    /// An article as printed, and in English: 第4条(二) is article 4(2), 政府采购法第四十六条 is
    /// article 46 of that law.
    pub(crate) fn article(self, printed: &str) -> Bilingual {
        let laws = self.pack.laws.iter();
        let named = laws.filter(|law| printed.starts_with(&law.title));
        let en = match named.max_by_key(|law| law.title.len()) {
            Some(law) => {
                let en = english(&printed[law.title.len()..]);
                format!("{}, {en}", law.title_en)
            }
            None => english(printed),
        };
        both(printed, en)
    }

    /// A provision: its article, and its words where several stand in one article.
    pub(super) fn provision(self, id: &str) -> Bilingual {
        let Some(provision) = self.pack.provision(id) else {
            return both(id, id);
        };
        let Bilingual { zh, en } = self.article(&provision.article);
        let provisions = self.pack.provisions.iter();
        if provisions
            .filter(|p| p.article == provision.article)
            .count()
            == 1
        {
            return both(zh, en);
        }
        let words = head(provision);
        both(
            format!("{zh}“{}”", words.zh),
            format!("{en} (“{}”)", words.en),
        )
    }
}

/// The first clause of the quote, and the first sentence of its English.
fn head(provision: &Provision) -> Bilingual {
    let zh = provision.quote.split(['，', '。', '；', '：']).next();
    let en = provision.en.split(['.', ';']).next();
    both(zh.unwrap_or_default().trim(), en.unwrap_or_default().trim())
}

/// The name of an article without its law; what is no such name stays as it is.
fn english(printed: &str) -> String {
    parts(printed).unwrap_or_else(|| printed.to_owned())
}

fn parts(printed: &str) -> Option<String> {
    let mut said = String::new();
    let mut rest = printed.trim();
    while let Some(next) = rest.chars().next() {
        match next {
            '第' => {
                let end = rest.find(['条', '款', '项', '章'])?;
                let (number, unit) = (&rest['第'.len_utf8()..end], rest[end..].chars().next()?);
                let number = arabic(number)?;
                let word = match unit {
                    '条' => "article",
                    '款' => "paragraph",
                    '项' => "item",
                    _ => "chapter",
                };
                let between = if said.is_empty() { "" } else { ", " };
                said.push_str(&format!("{between}{word} {number}"));
                rest = &rest[end + unit.len_utf8()..];
            }
            '附' => {
                let number = rest.strip_prefix("附件")?;
                let end = number.find(|c: char| !c.is_ascii_digit());
                let end = end.unwrap_or(number.len());
                said.push_str(&format!("annex {}", &number[..end]));
                rest = &number[end..];
            }
            '(' | '（' => {
                let end = rest.find([')', '）'])?;
                let number = arabic(&rest[next.len_utf8()..end])?;
                said.push_str(&format!("({number})"));
                rest = rest[end..].trim_start_matches([')', '）']);
            }
            digit if digit.is_ascii_digit() => {
                said.push(digit);
                rest = &rest[1..];
            }
            _ if said.is_empty() => {
                let end = rest.find(['(', '（']).unwrap_or(rest.len());
                let number = rest[..end].trim_end_matches(|c: char| c.is_ascii_digit());
                said.push_str(&roman(arabic(number)?));
                rest = &rest[number.len()..];
            }
            _ => return None,
        }
    }
    Some(said.trim_end().to_owned())
}

/// A whole number below 1000 in Chinese or Arabic figures.
fn arabic(number: &str) -> Option<u32> {
    if let Ok(number) = number.parse() {
        return Some(number);
    }
    let (mut whole, mut digit) = (0, None);
    for figure in number.chars() {
        let times = match figure {
            '十' => 10,
            '百' => 100,
            _ => {
                let at = "零一二三四五六七八九".chars().position(|c| c == figure)?;
                digit = Some(u32::try_from(at).ok()?);
                continue;
            }
        };
        whole += digit.take().unwrap_or(1) * times;
    }
    (!number.is_empty()).then(|| whole + digit.unwrap_or_default())
}

fn roman(mut number: u32) -> String {
    let mut said = String::new();
    for (worth, figure) in [
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ] {
        while number >= worth {
            said.push_str(figure);
            number -= worth;
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::english;

    #[test]
    fn an_article_is_called_by_its_number() {
        for (printed, said) in [
            ("第十九条", "article 19"),
            ("第一百零二条", "article 102"),
            ("第二十条", "article 20"),
            ("第4条(二)", "article 4(2)"),
            ("第19条(二)(1)", "article 19(2)(1)"),
            ("第十六条第一款(三)", "article 16, paragraph 1(3)"),
            ("二(二)3", "II(2)3"),
            ("三(四)", "III(4)"),
            ("一", "I"),
            ("附件2", "annex 2"),
            ("序言", "序言"),
        ] {
            assert_eq!(english(printed), said);
        }
    }
}
