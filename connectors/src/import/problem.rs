use shuniu_policy::pack::Bilingual;

/// Why a file as a whole is refused. Nothing of it is taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .text.en)]
pub struct FileProblem {
    /// The kind of problem; it never changes.
    pub code: &'static str,
    /// What is wrong and how to mend it, in both languages.
    pub text: Bilingual,
}

impl FileProblem {
    pub(super) fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        let (zh, en) = (zh.into(), en.into());
        Self {
            code,
            text: Bilingual { zh, en },
        }
    }

    pub(super) fn too_large(what: (&str, &str), most: impl std::fmt::Display) -> Self {
        Self::new(
            "too_large",
            format!("文件过大：{}最多 {most}；请拆成几个文件分别导入", what.0),
            format!("the file is too large: at most {most} {}; split it", what.1),
        )
    }

    /// Something stands in a place that is not read any more: often but one cell that was left there.
    pub(super) fn too_far(what: (&str, &str), most: u32, place: &str) -> Self {
        Self::new(
            "too_large",
            format!(
                "文件过大：{}最多 {most}，而 {place} 单元格有内容；该处是遗留内容的请删去，否则请拆成几个文件分别导入",
                what.0
            ),
            format!(
                "the file is too large: at most {most} {}, and there is something in {place}; clear it, or split the file",
                what.1
            ),
        )
    }

    pub(super) fn unreadable(format: &str, why: impl std::fmt::Display) -> Self {
        Self::new(
            "unreadable",
            format!("文件不能作为 {format} 打开（{why}）；请用表格软件打开后另存为 .xlsx 再导入"),
            format!("the file cannot be read as {format}: {why}; open it and save it as .xlsx"),
        )
    }
}
