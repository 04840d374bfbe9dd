use super::draw::Draw;
use super::world::Words;

const NUMERALS: [&str; 4] = ["零", "一", "二", "三"];

/// The name of a project as it stands on record.
pub(crate) fn plain(words: &Words, draw: &mut Draw) -> String {
    let phase = words.phase.map(|phase| {
        let numeral = NUMERALS[usize::from(phase)];
        match draw.under(5) {
            0 => format!("{numeral}期"),
            1 => format!("({numeral}期)"),
            _ => format!("（{numeral}期）"),
        }
    });
    joined(
        words,
        &phase.unwrap_or_default(),
        &year(words, draw),
        draw.chance(250),
    )
}

/// The name as another system or person writes it, and which liberties were taken.
pub(crate) fn otherwise(words: &Words, draw: &mut Draw) -> (String, Vec<&'static str>) {
    let (mut words, mut said) = (words.clone(), Vec::new());
    if draw.chance(450) {
        let places = [
            "亭湖区",
            "盐城市亭湖区",
            "亭湖",
            "",
            "江苏省盐城市亭湖区",
            "区",
        ];
        words.place = draw.word(&places);
        said.push("place");
    }
    if draw.chance(330) {
        let tails = [
            "项目",
            "采购项目",
            "",
            "建设",
            "建设工程",
            "服务采购",
            "政府采购项目",
            "公开招标",
            "合同",
        ];
        words.tail = draw.word(&tails);
        said.push("tail");
    }
    if draw.chance(220) {
        let forms = [
            "系统",
            "平台",
            "信息平台",
            "信息化系统",
            "综合平台",
            "软件",
            "",
        ];
        words.form = draw.word(&forms);
        said.push("form");
    }
    if draw.chance(100) && !words.prefix.is_empty() {
        words.prefix = draw.word(&["", "智能", "数字"]);
        said.push("prefix");
    }
    if draw.chance(60) && !words.does.is_empty() {
        words.does = "";
        said.push("does");
    }
    let phase = words.phase.map(|phase| phase_of(phase, draw, &mut said));
    if draw.chance(15) && words.year.is_some() {
        words.year = None;
        said.push("year dropped");
    }
    let year = year(&words, draw);
    let mut name = joined(&words, &phase.unwrap_or_default(), &year, draw.chance(300));
    if draw.chance(300) {
        name = shortened(&name, draw, &mut said);
    }
    if draw.chance(70) {
        name = slipped(&name, draw);
        said.push("slip");
    }
    if draw.chance(250) {
        name = set(&name, draw);
        said.push("width");
    }
    (name, said)
}

fn phase_of(phase: u8, draw: &mut Draw, said: &mut Vec<&'static str>) -> String {
    said.push("phase");
    let at = usize::from(phase);
    match draw.under(40) {
        0 => {
            said.push("phase dropped");
            String::new()
        }
        1..=8 => format!("{}期", NUMERALS[at]),
        9..=14 => format!("{phase}期"),
        15..=18 => format!("第{}期", NUMERALS[at]),
        19..=22 => format!("{}期", ["", "Ⅰ", "Ⅱ", "Ⅲ"][at]),
        23..=25 => format!("({phase}期)"),
        26..=28 => format!("【{}期】", NUMERALS[at]),
        29..=31 => format!("{}期工程", NUMERALS[at]),
        _ => format!("（{}期）", NUMERALS[at]),
    }
}

fn year(words: &Words, draw: &mut Draw) -> String {
    let Some(year) = words.year else {
        return String::new();
    };
    match draw.under(6) {
        0 => format!("（{year}年）"),
        1 => format!("{year}年度"),
        2 => format!("（{year}年度）"),
        3 => format!("({year})"),
        _ => format!("{year}年"),
    }
}

fn joined(words: &Words, phase: &str, year: &str, in_front: bool) -> String {
    let Words {
        place,
        prefix,
        about,
        does,
        form,
        work,
        tail,
        ..
    } = words;
    if in_front {
        format!("{year}{place}{prefix}{about}{does}{form}{phase}{work}{tail}")
    } else {
        format!("{place}{prefix}{about}{does}{form}{work}{tail}{phase}{year}")
    }
}

const SHORT: &[(&str, &str)] = &[
    ("综合管理", "综管"),
    ("综合管理", "管理"),
    ("监测预警", "监测"),
    ("指挥调度", "指挥"),
    ("视频监控", "监控"),
    ("大数据分析", "数据分析"),
    ("网络安全等级保护测评", "等保测评"),
    ("网络安全等级保护测评", "等级保护测评"),
    ("密码应用安全性评估", "密评"),
    ("运行维护", "运维"),
    ("运维服务", "运行维护服务"),
    ("政务外网", "电子政务外网"),
    ("应急指挥", "应急"),
    ("公共资源交易", "公资交易"),
    ("农民工工资", "农民工"),
    ("综治", "社会治安综合治理"),
    ("城管", "城市管理"),
    ("卫生", "卫健"),
    ("信息化", ""),
    ("可行性研究报告编制", "可研编制"),
    ("档案数字化", "数字化"),
    ("便民服务", "便民"),
    ("互联网+", "互联网＋"),
    ("平台", "云平台"),
    ("办公自动化", "OA办公"),
];

fn shortened(name: &str, draw: &mut Draw, said: &mut Vec<&'static str>) -> String {
    let known: Vec<_> = SHORT
        .iter()
        .filter(|(long, _)| name.contains(long))
        .collect();
    if known.is_empty() {
        return name.to_owned();
    }
    let (long, short) = draw.one(&known);
    said.push("short");
    name.replacen(long, short, 1)
}

/// A character left out, doubled, or swapped with the next.
fn slipped(name: &str, draw: &mut Draw) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    // A slip in a numeral is another phase or year, which nobody could tell.
    let telling =
        |letter: char| letter.is_ascii_digit() || "一二三期ⅠⅡⅢ年（）()【】第".contains(letter);
    let at = draw.under(letters.len() - 1);
    if telling(letters[at]) || telling(letters[at + 1]) {
        return name.to_owned();
    }
    match draw.under(3) {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letters[at]),
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}

/// Full-width letters, spaces between, other brackets.
fn set(name: &str, draw: &mut Draw) -> String {
    let way = draw.under(4);
    let wide = |letter: char| match letter {
        '!'..='~' => char::from_u32(u32::from(letter) + 0xfee0).unwrap_or(letter),
        _ => letter,
    };
    match way {
        0 => name.chars().map(wide).collect(),
        1 => name.replace('（', "(").replace('）', ")"),
        2 => name.replace('（', "—").replace('）', ""),
        _ => {
            let at = draw.under(name.chars().count());
            let spaced = |(one, letter): (usize, char)| {
                if one == at {
                    format!("{letter}　")
                } else {
                    letter.to_string()
                }
            };
            name.chars().enumerate().map(spaced).collect()
        }
    }
}
