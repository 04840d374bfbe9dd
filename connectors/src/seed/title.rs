use std::collections::BTreeSet;

use super::{dice::Dice, party::Party, place::Place};

/// What an office's own projects are about, found by a part of its usual name.
const OWN: [(&str, &[&str]); 24] = [
    (
        "数据局",
        &[
            "公共数据资源目录系统",
            "数据共享交换平台",
            "政务云资源扩容",
            "基层治理一网统管平台",
        ],
    ),
    (
        "教育局",
        &[
            "智慧校园综合管理平台",
            "教育资源公共服务平台",
            "学生体质健康监测系统",
        ],
    ),
    (
        "公安局",
        &[
            "视频图像信息整合平台",
            "流动人口服务管理系统",
            "智能交通信号控制系统",
        ],
    ),
    ("民政局", &["社会救助信息管理系统", "养老服务综合信息平台"]),
    (
        "财政局",
        &["预算绩效管理系统", "非税收入收缴系统", "国有资产监管平台"],
    ),
    ("人力资源", &["劳动保障监察信息系统", "就业服务一体化平台"]),
    ("自然资源", &["不动产登记信息系统", "国土空间基础信息平台"]),
    ("生态环境", &["大气环境监测网格系统", "污染源在线监控平台"]),
    ("住房", &["工程建设项目审批系统", "房屋安全管理信息系统"]),
    (
        "交通运输",
        &["农村公路养护管理系统", "客运车辆动态监控平台"],
    ),
    ("水利局", &["河湖长制信息平台", "水资源监控能力系统"]),
    (
        "农业农村",
        &[
            "农产品质量安全追溯平台",
            "高标准农田一张图",
            "动物防疫信息系统",
        ],
    ),
    ("商务局", &["电子商务公共服务平台", "重要产品追溯系统"]),
    ("文化体育", &["文旅公共服务云平台", "应急广播系统"]),
    (
        "卫生健康",
        &["全民健康信息平台", "突发公共卫生应急指挥系统"],
    ),
    (
        "应急管理",
        &["安全生产风险监测预警系统", "森林防火视频监控系统"],
    ),
    ("审计局", &["审计数据分析平台", "审计项目管理系统"]),
    (
        "市场监督",
        &["市场监管行政执法系统", "特种设备安全监管平台"],
    ),
    ("医疗保障", &["医保基金智能监控系统", "医保经办服务平台"]),
    (
        "审批局",
        &["一体化政务服务平台", "电子证照库", "帮办代办服务系统"],
    ),
    (
        "城市管理",
        &[
            "城市运行管理服务平台",
            "智慧停车管理平台",
            "地下管网监测系统",
        ],
    ),
    (
        "人民医院",
        &["电子病历系统", "互联网医院平台", "影像归档与通信系统"],
    ),
    (
        "大数据中心",
        &["政务外网安全加固", "数据备份与容灾系统", "统一运维监控平台"],
    ),
    ("档案馆", &["数字档案馆", "电子档案移交接收系统"]),
];

/// What any office may need.
const COMMON: [&str; 5] = [
    "办公系统信创替代",
    "商用密码应用改造",
    "数字机关协同办公平台",
    "网络安全等级保护整改",
    "视频会议系统",
];

/// Gives each project a name of its own.
#[derive(Debug, Default)]
pub(super) struct Titles(BTreeSet<String>);

impl Titles {
    pub(super) fn next(
        &mut self,
        place: Place,
        unit: &Party,
        nature: &str,
        dice: &mut Dice,
    ) -> String {
        let owner = unit.name.replacen(place.full_name(), place.short_name(), 1);
        let own = OWN.iter().find(|(part, _)| unit.office.contains(part));
        let theme = match own {
            Some((_, themes)) if dice.chance(80) => dice.pick(themes),
            _ => dice.pick(&COMMON),
        };
        let ending = match nature {
            "升级改造" => "升级改造项目",
            "续建" => "（二期）项目",
            "运维" => "运行维护服务项目",
            _ => "建设项目",
        };
        let base = format!("{owner}{theme}{ending}");
        let mut name = base.clone();
        for lot in ["（第一批）", "（第二批）", "（第三批）", "（第四批）"] {
            if self.0.insert(name.clone()) {
                return name;
            }
            name = format!("{base}{lot}");
        }
        // More than five of the same kind: numbered, so that large loads work too.
        name = format!("{base}（第{}号）", self.0.len());
        self.0.insert(name.clone());
        name
    }
}
