//! What is written for short, and in full.

/// Short and full, each in a folded name. What is longer comes first where one holds another.
const SHORT: &[(&str, &str)] = &[
    ("数字化城市管理", "数字城市管理"),
    ("城管", "城市管理"),
    ("运维", "运行维护"),
    ("维保", "运行维护"),
    ("运营维护", "运行维护"),
    ("网络安全等级保护", "等级保护"),
    ("信息安全等级保护", "等级保护"),
    ("信息系统安全等级保护", "等级保护"),
    ("等保", "等级保护"),
    ("商用密码应用安全性评估", "密码评估"),
    ("密码应用安全性评估", "密码评估"),
    ("密评", "密码评估"),
    ("卫健", "卫生健康"),
    ("人力资源和社会保障", "人力资源社会保障"),
    ("人社", "人力资源社会保障"),
    ("医疗保障", "医保"),
    ("住房和城乡建设", "住建"),
    ("市场监督管理", "市场监管"),
    ("市监", "市场监管"),
    ("社会治安综合治理", "综治"),
    ("综合治理", "综治"),
    ("电子政务外网", "政务外网"),
    ("电子政务内网", "政务内网"),
    ("资金资产资源", "三资"),
    ("第三次国土调查", "三调"),
    ("可行性研究", "可研"),
    ("初步设计", "初设"),
    ("国产化替代", "信创替代"),
    ("信息技术应用创新", "信创"),
    ("安全可靠应用", "信创"),
    ("安可", "信创"),
    ("oa系统", "协同办公系统"),
    ("办公自动化oa", "协同办公"),
    ("办公自动化", "协同办公"),
    ("oa办公", "协同办公"),
    ("公共资源交易", "公资交易"),
    ("林业和草原", "林草"),
    ("医学影像存储与传输", "pacs"),
    ("医院信息系统his", "his系统"),
    ("医院信息系统", "his系统"),
    ("生态环境", "环保"),
    ("环境保护", "环保"),
    ("退役军人事务", "退役军人"),
    ("纪律检查委员会", "纪委"),
    ("公共安全视频", "视频"),
    ("交警", "交通警察"),
    ("交管", "交通管理"),
    ("文化和旅游", "文旅"),
    ("微信公众平台", "微信公众号"),
    ("服务器托管", "托管"),
    ("续订", "续签"),
    ("续费", "续签"),
    ("续租", "续签"),
    ("续保", "续签"),
];

/// What papers add to the name of a project to say what paper they are.
const PAPERS: &[&str] = &[
    "竞争性磋商",
    "竞争性谈判",
    "公开招标",
    "邀请招标",
    "单一来源",
    "询价采购",
    "框架协议采购",
    "中标结果公告",
    "成交结果公告",
    "中标公告",
    "成交公告",
    "结果公告",
    "招标公告",
    "采购公告",
    "合同公告",
    "更正公告",
    "采购合同",
    "合同",
    "公告",
];

/// A folded name with all that is short in it written in one way, and without what says what
/// paper it stands on.
pub(super) fn in_one_way(name: &str) -> String {
    let mut name = name.to_owned();
    for paper in PAPERS {
        name = without(&name, paper);
    }
    for (short, full) in SHORT {
        // Most names hold few of them.
        if name.contains(short) {
            name = name.replace(short, full);
        }
    }
    name
}

/// Unless nothing would be left.
fn without(name: &str, word: &str) -> String {
    let rest = name.replace(word, "");
    if rest.is_empty() {
        name.to_owned()
    } else {
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_words_are_one() {
        assert_eq!(
            in_one_way("智慧城管运维"),
            in_one_way("智慧城市管理运行维护")
        );
        assert_eq!(in_one_way("智慧城管公开招标公告"), in_one_way("智慧城管"));
        assert_eq!(
            in_one_way("2024等保测评"),
            in_one_way("2024网络安全等级保护测评")
        );
        assert_eq!(in_one_way("合同"), "合同");
    }
}
