//! What a file of text is written in, and files that are no text at all.

use encoding_rs::{Encoding, GB18030, UTF_8};

use super::problem::FileProblem;

const UTF_8_MARK: &[u8] = b"\xef\xbb\xbf";

/// How many bytes from the beginning tell what a file is.
const HEAD: usize = 2_000;

/// What a file is by all of its bytes, of which no more than the first are kept.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    head: Vec<u8>,
    /// The first byte that is no white space, behind a mark of UTF-8.
    begins: Option<u8>,
    has_null: bool,
    is_other_than_utf8: bool,
    /// A character of UTF-8 whose end has not come yet.
    cut: Vec<u8>,
}

impl Seen {
    /// Of a file that is there as a whole.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut seen = Self::default();
        seen.note(bytes);
        seen
    }

    /// Looks at the bytes behind those that it has seen.
    pub(crate) fn note(&mut self, bytes: &[u8]) {
        let is_first = self.head.is_empty();
        let unmarked = if is_first {
            bytes.strip_prefix(UTF_8_MARK).unwrap_or(bytes)
        } else {
            bytes
        };
        if self.begins.is_none() {
            self.begins = unmarked.trim_ascii_start().first().copied();
        }
        let left = HEAD.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..left]);
        self.has_null |= bytes.contains(&0);
        if self.is_other_than_utf8 {
            return;
        }
        let joined = [self.cut.as_slice(), bytes].concat();
        self.cut.clear();
        if let Err(error) = str::from_utf8(&joined) {
            match error.error_len() {
                None => self.cut.extend_from_slice(&joined[error.valid_up_to()..]),
                Some(_) => self.is_other_than_utf8 = true,
            }
        }
    }

    /// Whether it begins as a workbook does.
    pub(crate) fn is_workbook(&self) -> bool {
        self.head.starts_with(b"PK\x03\x04")
    }

    /// Whether it begins as an object of JSON does.
    pub(crate) fn is_json_lines(&self) -> bool {
        match self.marked() {
            Some((encoding, mark)) if encoding != UTF_8 => {
                let unmarked = &self.head[mark..];
                unmarked.starts_with(b"{\0") || unmarked.starts_with(b"\0{")
            }
            _ => self.begins == Some(b'{'),
        }
    }

    /// UTF-8 where it is that, with or without mark; UTF-16 by its mark, as spreadsheets write what
    /// they call Unicode text; otherwise GB18030, which every byte sequence of the older GBK and
    /// GB2312 is.
    pub(crate) fn encoding(&self) -> &'static Encoding {
        match self.marked() {
            Some((encoding, _)) => encoding,
            None if self.is_other_than_utf8 || !self.cut.is_empty() => GB18030,
            None => UTF_8,
        }
    }

    fn marked(&self) -> Option<(&'static Encoding, usize)> {
        Encoding::for_bom(&self.head)
    }

    /// Refuses a file that is no text of records, by what it is.
    pub(crate) fn check(&self) -> Result<(), FileProblem> {
        if self.head.starts_with(b"\xd0\xcf\x11\xe0") {
            return Err(FileProblem::new(
                "old_format",
                "这是旧版 .xls 文件（或加密的工作簿）；请用表格软件另存为不加密的 .xlsx 再导入",
                "this is an .xls or an encrypted workbook; save it as .xlsx without a password",
            ));
        }
        let (encoding, mark) = self.marked().unwrap_or((UTF_8, 0));
        if self.begins.is_none() || self.head.len() == mark {
            return Err(FileProblem::new(
                "empty_file",
                "文件是空的；请用表格软件打开原文件，另存为 .xlsx 再导入",
                "the file is empty; open the original in a spreadsheet and save it as .xlsx",
            ));
        }
        let what = match named(&self.head[mark..]) {
            Some(what) => what,
            None if self.has_null && encoding == UTF_8 => (
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
}

/// Text in an encoding that is known beforehand, with or without mark; nothing where it is not.
pub(crate) fn decoded_as(bytes: &[u8], encoding: &'static Encoding) -> Option<String> {
    let marked = Encoding::for_bom(bytes).filter(|(mark, _)| *mark == encoding);
    let unmarked = marked.map_or(bytes, |(_, mark)| &bytes[mark..]);
    let text = encoding.decode_without_bom_handling_and_without_replacement(unmarked);
    text.map(std::borrow::Cow::into_owned)
}

/// Text that is none of the encodings is refused, never read with holes in it.
pub(super) fn unwritten() -> FileProblem {
    FileProblem::new(
        "encoding",
        "文件既不是 UTF-8、UTF-16 也不是 GB18030（GBK）编码；请用表格软件打开后另存为 .xlsx 再导入",
        "the text is neither UTF-8, UTF-16 nor GB18030; open it in a spreadsheet and save it as .xlsx",
    )
}

/// What a file is by how it begins, in both languages.
fn named(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let head = String::from_utf8_lossy(bytes).to_lowercase();
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
    use encoding_rs::{UTF_16BE, UTF_16LE};

    use super::*;

    #[test]
    fn what_a_text_is_written_in_is_told_however_it_comes() {
        let (gb, _, _) = GB18030.encode("项目名称，建设单位");
        for (bytes, encoding) in [
            ("项目名称".as_bytes(), UTF_8),
            (b"\xef\xbb\xbf\xff", UTF_8),
            (&gb, GB18030),
            ("项目".as_bytes().split_last().unwrap().1, GB18030),
            (b"\xff\xfe\x79\x98", UTF_16LE),
            (b"\xfe\xff\x98\x79", UTF_16BE),
        ] {
            assert_eq!(Seen::of(bytes).encoding(), encoding, "{bytes:?}");
            for size in 1..4 {
                let mut seen = Seen::default();
                bytes.chunks(size).for_each(|chunk| seen.note(chunk));
                assert_eq!(seen.encoding(), encoding, "{bytes:?} by {size}");
            }
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
            let problem = Seen::of(bytes).check().unwrap_err();
            assert_eq!(problem.code, code);
            assert!(
                problem.text.zh.contains(named) && problem.text.zh.contains(".xlsx"),
                "{problem:?}"
            );
        }
        assert_eq!(Seen::of("项目名称,建设单位".as_bytes()).check(), Ok(()));
    }
}
