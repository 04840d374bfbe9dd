use std::collections::BTreeSet;

use serde_json::Value as Json;
use shuniu_policy::Fen;
use shuniu_policy::vocabulary::ValueType;

use super::Kind;

/// Whether two sources say the same, although they may write it in another way.
///
/// Money is compared in 分, lists without their order, names and codes as [`plain`] reads them. A
/// party is the same where both credit codes are, or where one has none and the names are.
pub(crate) fn alike(kind: Kind, one: &Json, other: &Json) -> bool {
    if one == other {
        return true;
    }
    let text = |of: &Json, key: &str| of[key].as_str().map(plain);
    match kind {
        Kind::Typed(ValueType::Money) => match (fen(one), fen(other)) {
            (Some(one), Some(other)) => one == other,
            _ => false,
        },
        Kind::Typed(ValueType::List) => match (words(one), words(other)) {
            (Some(one), Some(other)) => one == other,
            _ => false,
        },
        Kind::Typed(_) => false,
        Kind::Text | Kind::ProjectCode | Kind::CreditCode => match (one.as_str(), other.as_str()) {
            (Some(one), Some(other)) => plain(one) == plain(other),
            _ => false,
        },
        Kind::Party => match (text(one, "credit_code"), text(other, "credit_code")) {
            (Some(one), Some(other)) => one == other,
            _ => text(one, "name").is_some() && text(one, "name") == text(other, "name"),
        },
    }
}

fn fen(yuan: &Json) -> Option<Fen> {
    match yuan {
        Json::String(yuan) => Fen::from_yuan(yuan).ok(),
        Json::Number(yuan) => Fen::from_yuan(&yuan.to_string()).ok(),
        _ => None,
    }
}

fn words(list: &Json) -> Option<BTreeSet<&str>> {
    list.as_array()?.iter().map(Json::as_str).collect()
}

/// A name or number as people read it: 全角 letters, digits and signs as their 半角 ones, brackets
/// of any shape as round ones, quotation marks and white space left out, letters in upper case.
/// What is written down keeps its own spelling; only comparisons read it so.
#[must_use]
pub fn plain(text: &str) -> String {
    let half = |sign: char| match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(sign as u32 - 0xfee0).unwrap_or(sign),
        other => other,
    };
    let sign = |sign: char| match half(sign) {
        '[' | '{' | '【' | '〔' | '〖' | '「' | '『' | '〈' | '《' | '﹝' => Some('('),
        ']' | '}' | '】' | '〕' | '〗' | '」' | '』' | '〉' | '》' | '﹞' => Some(')'),
        '"' | '\'' | '“' | '”' | '‘' | '’' | '\u{200b}' | '\u{feff}' => None,
        '—' | '–' | '－' | '―' => Some('-'),
        sign if sign.is_whitespace() => None,
        sign => Some(sign),
    };
    let plain = text.chars().filter_map(sign);
    plain.flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_people_read_as_the_same_is_the_same() {
        let money = Kind::Typed(ValueType::Money);
        assert!(alike(money, &json!("1180000"), &json!("1180000.00")));
        assert!(!alike(money, &json!("1180000.00"), &json!("1180000.01")));
        let list = Kind::Typed(ValueType::List);
        assert!(alike(list, &json!(["a", "b"]), &json!(["b", "a"])));
        let name = |one: &str, other: &str| alike(Kind::Text, &json!(one), &json!(other));
        assert!(name("智慧城管（二期）", "智慧城管(二期)"));
        assert!(name("智慧城管 ＩＴ【二期】", "智慧城管IT（二期）"));
        assert!(!name("智慧城管一期", "智慧城管二期"));
        assert!(!alike(
            Kind::Typed(ValueType::Bool),
            &json!(true),
            &json!(false)
        ));
    }

    #[test]
    fn a_party_is_told_by_its_code_and_else_by_its_name() {
        let of = |name: &str, code: Option<&str>| json!({"name": name, "credit_code": code});
        let same = |one, other| alike(Kind::Party, &one, &other);
        assert!(same(of("甲公司", Some("1")), of("甲有限公司", Some("1"))));
        assert!(!same(of("甲公司", Some("1")), of("甲公司", Some("2"))));
        assert!(same(
            of("甲（盐城）公司", None),
            of("甲(盐城)公司", Some("2"))
        ));
        assert!(!same(of("甲公司", None), of("乙公司", None)));
    }
}
