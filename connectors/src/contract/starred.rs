use unicode_normalization::UnicodeNormalization as _;

/// Of what the mark of a state secret (国家秘密标志) begins with.
const GRADES: [&str; 5] = ["绝密", "機密", "机密", "絕密", "秘密"];

/// Whether a text bears the mark of a state secret: a grade and a star, as in 机密★5年 or 绝密级 ☆.
/// The words alone are no mark: people write of secrecy, too.
#[must_use]
pub fn bears_star(text: &str) -> bool {
    if !text.contains(['★', '☆']) {
        return false;
    }
    let plain = text.nfkc().filter(|sign| !sign.is_whitespace());
    let plain: String = plain.filter(|sign| !['级', '級'].contains(sign)).collect();
    let plain = plain.replace('☆', "★");
    GRADES
        .iter()
        .any(|grade| plain.contains(&format!("{grade}★")))
}

#[cfg(test)]
mod tests {
    use super::bears_star;

    #[test]
    fn a_grade_with_a_star_is_a_mark_however_it_is_written() {
        for marked in [
            "某工程（机密★5年）",
            "绝 密 级 ☆",
            "机密★10年某方案.pdf",
            "秘密级　★",
            "機密★5年",
            "絕密級★",
        ] {
            assert!(bears_star(marked), "{marked}");
        }
        for open in ["★项目名称", "机密文件管理系统", "密码★", "保密★"] {
            assert!(!bears_star(open), "{open}");
        }
    }
}
