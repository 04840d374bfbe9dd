//! What a file of text is written in, and files that are no text at all.

use encoding_rs::{Encoding, GB18030, UTF_8};

use super::problem::FileProblem;

/// UTF-8 where it is that, with or without mark; UTF-16 by its mark, as spreadsheets write what
/// they call Unicode text; otherwise GB18030, which every byte sequence of the older GBK and GB2312
/// is. A text that is none of them is refused, never read with holes in it.
pub(super) fn decoded(bytes: &[u8]) -> Result<String, FileProblem> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let unmarked = &bytes[mark..];
    let read = |encoding: &'static Encoding, bytes: &[u8]| {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
        text.map(std::borrow::Cow::into_owned)
    };
    let text = read(encoding, unmarked);
    let text = text.or_else(|| read(GB18030, bytes).filter(|_| mark == 0));
    text.ok_or_else(|| {
        FileProblem::new(
            "encoding",
            "文件既不是 UTF-8、UTF-16 也不是 GB18030（GBK）编码；请用表格软件打开后另存为 .xlsx 再导入",
            "the text is neither UTF-8, UTF-16 nor GB18030; open it in a spreadsheet and save it as .xlsx",
        )
    })
}

/// Text in an encoding that is known beforehand, with or without mark; nothing where it is not.
pub(crate) fn decoded_as(bytes: &[u8], encoding: &'static Encoding) -> Option<String> {
    let marked = Encoding::for_bom(bytes).filter(|(mark, _)| *mark == encoding);
    let unmarked = marked.map_or(bytes, |(_, mark)| &bytes[mark..]);
    let text = encoding.decode_without_bom_handling_and_without_replacement(unmarked);
    text.map(std::borrow::Cow::into_owned)
}

/// Refuses a file that is no text of records, by what it is.
pub(super) fn check(bytes: &[u8]) -> Result<(), FileProblem> {
    let marked = Encoding::for_bom(bytes);
    let unmarked = marked.map_or(bytes, |(_, mark)| &bytes[mark..]);
    if unmarked.iter().all(u8::is_ascii_whitespace) {
        return Err(FileProblem::new(
            "empty_file",
            "文件是空的；请用表格软件打开原文件，另存为 .xlsx 再导入",
            "the file is empty; open the original in a spreadsheet and save it as .xlsx",
        ));
    }
    let wide = marked.is_some_and(|(encoding, _)| encoding != UTF_8);
    let what = match named(unmarked) {
        Some(what) => what,
        None if bytes.contains(&0) && !wide => (
            "文件既不是 .xlsx，也不是 CSV 或 JSON 行文本",
            "the file is neither .xlsx nor CSV nor JSON lines",
        ),
        None => return Ok(()),
    };
    Err(FileProblem::new(
        "not_a_ledger",
        format!(
            "{}；请用表格软件打开或重新填写，另存为 .xlsx 再导入",
            what.0
        ),
        format!(
            "{}; open it in a spreadsheet or type it anew, and save it as .xlsx",
            what.1
        ),
    ))
}

/// What a file is by how it begins, in both languages.
fn named(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let head: Vec<u8> = bytes.iter().copied().take(2_000).collect();
    let head = String::from_utf8_lossy(&head).to_lowercase();
    let head = head.trim_start();
    if head.starts_with("%pdf") {
        return Some(("这是 PDF 文件，不是表格", "this is a PDF and no table"));
    }
    let page = [
        "<!doctype html",
        "<html",
        "<head",
        "<meta",
        "<table",
        "<style",
        "mime-version:",
    ];
    let xml = head.starts_with("<?xml");
    if page.iter().any(|begins| head.starts_with(begins)) || (xml && head.contains("<html")) {
        return Some((
            "这是网页（HTML）文件，即使扩展名是 .xls",
            "this is a web page (HTML), even if it is called .xls",
        ));
    }
    xml.then_some((
        "这是 XML 文件（如“XML 表格 2003”），即使扩展名是 .xls",
        "this is XML, such as an XML spreadsheet of 2003, even if it is called .xls",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_another_encoding_is_refused_whole() {
        for bytes in [
            &b"\xff\xff\x00\x81"[..],
            b"\xff\xfe\x00\xd8\x00",
            b"\xef\xbb\xbf\xff",
        ] {
            assert_eq!(decoded(bytes).unwrap_err().code, "encoding", "{bytes:?}");
        }
    }

    #[test]
    fn unicode_text_is_read_by_its_mark() {
        let text = "项目名称\t建设单位\r\n";
        let little = text.encode_utf16().flat_map(u16::to_le_bytes);
        let big = text.encode_utf16().flat_map(u16::to_be_bytes);
        let little: Vec<u8> = [0xff, 0xfe].into_iter().chain(little).collect();
        let big: Vec<u8> = [0xfe, 0xff].into_iter().chain(big).collect();
        for bytes in [little, big] {
            assert_eq!(check(&bytes), Ok(()));
            assert_eq!(decoded(&bytes).unwrap(), text);
        }
    }

    #[test]
    fn what_is_no_table_is_called_what_it_is() {
        for (bytes, code, named) in [
            (&b""[..], "empty_file", "空"),
            (b"\xef\xbb\xbf \r\n", "empty_file", "空"),
            (b"%PDF-1.7\n\x00", "not_a_ledger", "PDF"),
            (b"\r\n<HTML xmlns:x='urn:x'>", "not_a_ledger", "HTML"),
            (
                b"<table><tr><td>1</td></tr></table>",
                "not_a_ledger",
                "HTML",
            ),
            (b"<?xml version='1.0'?><Workbook>", "not_a_ledger", "XML"),
            (b"GIF89a\x00", "not_a_ledger", ".xlsx"),
        ] {
            let problem = check(bytes).unwrap_err();
            assert_eq!(problem.code, code);
            assert!(
                problem.text.zh.contains(named) && problem.text.zh.contains(".xlsx"),
                "{problem:?}"
            );
        }
        assert_eq!(check("项目名称,建设单位".as_bytes()), Ok(()));
    }
}
