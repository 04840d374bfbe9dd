//! Personal contacts in what an outside system sends: cut before anything of it is kept.
//!
//! No contract asks for them (each lists its fields), but a platform may send more than it was
//! asked for, and people write telephone numbers into remarks. Raw records are kept for ever and
//! contacts have to be erasable, so they may not come to stand there.

use std::borrow::Cow;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use serde_json::Value;

/// Parts of field names that tell of a contact, folded: lower case, without `_` and `-`.
const PARTS: &[&str] = &[
    "phone",
    "mobile",
    "telephone",
    "email",
    "contact",
    "linkman",
    "idcard",
    "联系人",
    "联系电话",
    "联系方式",
    "电话",
    "手机",
    "邮箱",
    "身份证",
    "负责人",
];

/// Whole field names that do, folded: the initials of the Chinese words, as many systems have them.
const NAMES: &[&str] = &[
    "tel", "lxr", "lxrxm", "lxdh", "lxrdh", "lxfs", "fzr", "fzrxm", "fzrdh", "xmfzr", "xmlxr",
    "sjh", "sjhm", "dhhm", "dzyx", "sfzh", "sfzhm", "zjhm",
];

/// What stands where a telephone number stood in a text.
const A_PHONE: &str = "〔电话〕";
/// What stands where a mail address stood in a text.
const AN_ADDRESS: &str = "〔邮箱〕";
/// Digits of a mobile number.
const MOBILE: usize = 11;

/// The text of a record without personal contacts: fields that hold one are left out, and mobile
/// numbers and mail addresses in other texts are blotted out. A record without any is given back
/// as it came, byte for byte.
#[must_use]
pub fn without_contacts(body: &str) -> Cow<'_, str> {
    let (named, written) = (may_name(body), blotted(body).is_some());
    if !named && !written {
        return Cow::Borrowed(body);
    }
    let Ok(mut value) = serde_json::from_str::<Value>(body) else {
        return blotted(body).map_or(Cow::Borrowed(body), Cow::Owned);
    };
    if cut(&mut value) {
        Cow::Owned(value.to_string())
    } else {
        Cow::Borrowed(body)
    }
}

/// What a folded body has in it where a field of such a name may be there: one look at the text
/// for all of them, since every record passes here.
static HINTS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let whole = NAMES.iter().map(|name| format!("\"{name}"));
    let parts = PARTS.iter().map(|part| (*part).to_owned());
    // A name may be written in escapes.
    let others = ["tel\"", "\\u"].map(str::to_owned);
    AhoCorasick::new(parts.chain(whole).chain(others)).ok()
});

/// Whether a field of such a name may be there; to spare most records the reading.
fn may_name(body: &str) -> bool {
    HINTS
        .as_ref()
        .is_none_or(|hints| hints.is_match(&fold(body)))
}

fn fold(text: &str) -> String {
    let signs = text.chars().filter(|sign| !matches!(sign, '_' | '-'));
    signs.flat_map(char::to_lowercase).collect()
}

/// Whether a field of the name holds a contact.
fn is_contact(name: &str) -> bool {
    let folded = fold(name);
    let ending = ["Tel", "_tel", "TEL"].iter().any(|end| name.ends_with(end));
    ending || NAMES.contains(&folded.as_str()) || PARTS.iter().any(|part| folded.contains(part))
}

/// Cuts contacts out of a value; tells whether there were any.
fn cut(value: &mut Value) -> bool {
    match value {
        Value::Object(fields) => {
            let before = fields.len();
            fields.retain(|name, _| !is_contact(name));
            let mut any = fields.len() != before;
            for field in fields.values_mut() {
                any |= cut(field);
            }
            any
        }
        Value::Array(values) => {
            // Every one of them, whatever the first held.
            let held = values.iter_mut().map(cut);
            held.filter(|held| *held).count() > 0
        }
        // A number alone is a number of something, such as a record.
        Value::String(text) if text.trim().chars().all(|sign| sign.is_ascii_digit()) => false,
        Value::String(text) => match blotted(text) {
            Some(clean) => {
                *text = clean;
                true
            }
            None => false,
        },
        _ => false,
    }
}

/// The text with mobile numbers and mail addresses blotted out; nothing where there are none.
fn blotted(text: &str) -> Option<String> {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    let mut any = false;
    while let Some((at, length, instead)) = next(rest) {
        clean.push_str(&rest[..at]);
        clean.push_str(instead);
        rest = &rest[at + length..];
        any = true;
    }
    clean.push_str(rest);
    any.then_some(clean)
}

/// Where the next contact in a text begins, how many bytes it has, and what stands for it.
fn next(text: &str) -> Option<(usize, usize, &'static str)> {
    let mobile = mobile(text).map(|at| (at, MOBILE, A_PHONE));
    let address = address(text).map(|(at, length)| (at, length, AN_ADDRESS));
    [mobile, address].into_iter().flatten().min()
}

/// Eleven digits that begin with 13 to 19, and no more around them.
fn mobile(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit());
        let length = digits.count();
        let follows = at.checked_sub(1).map(|before| bytes[before]);
        let own = !follows.is_some_and(|byte| byte.is_ascii_alphabetic() || b"._-".contains(&byte));
        if length == MOBILE && own && bytes[at] == b'1' && (b'3'..=b'9').contains(&bytes[at + 1]) {
            return Some(at);
        }
        at += length;
    }
    None
}

fn address(text: &str) -> Option<(usize, usize)> {
    let of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"._%+-".contains(byte);
    let of_host = |byte: &u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
    let bytes = text.as_bytes();
    let mut signs = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'@');
    signs.find_map(|(at, _)| {
        let before = bytes[..at]
            .iter()
            .rev()
            .take_while(|byte| of_name(byte))
            .count();
        let host = bytes[at + 1..]
            .iter()
            .take_while(|byte| of_host(byte))
            .count();
        let dotted = text[at + 1..at + 1 + host].contains('.');
        (before > 0 && dotted).then_some((at - before, before + 1 + host))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_record_without_contacts_stays_as_it_came() {
        let body = r#"{ "id":"13812341234","amount":1.50,"code":"2509-320902-04-01-000001" ,"contractNo":"SC-13812341234" }"#;
        assert!(matches!(without_contacts(body), Cow::Borrowed(same) if same == body));
    }

    #[test]
    fn fields_that_hold_a_contact_are_left_out_wherever_they_stand() {
        let body = json!({
            "name": "平台", "contactPhone": "13812341234", "LXR": "张三", "lx_dh": "0515-88881234",
            "unit": {"unitTel": "88881234", "联系人": "李四", "code": "1"}, "people": [{"email": "a@b.cn"}],
        });
        let clean: Value = serde_json::from_str(&without_contacts(&body.to_string())).unwrap();
        assert_eq!(
            clean,
            json!({"name": "平台", "unit": {"code": "1"}, "people": [{}]})
        );
    }

    #[test]
    fn a_name_in_escapes_is_one_too() {
        let body = r#"{"name":"x","\u006cxr":"张三"}"#;
        assert_eq!(without_contacts(body), r#"{"name":"x"}"#);
    }

    #[test]
    fn what_people_write_into_a_remark_is_blotted_out() {
        let body = json!({"remark": "找张工13812341234或zhang.san@example.cn，编号A13812341234"})
            .to_string();
        let clean: Value = serde_json::from_str(&without_contacts(&body)).unwrap();
        assert_eq!(
            clean["remark"],
            "找张工〔电话〕或〔邮箱〕，编号A13812341234"
        );
    }

    #[test]
    fn what_is_no_json_is_blotted_out_as_it_is() {
        assert_eq!(without_contacts("{张工 13812341234"), "{张工 〔电话〕");
        assert_eq!(without_contacts("{plain"), "{plain");
    }
}
