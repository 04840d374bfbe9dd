use std::collections::BTreeSet;

use super::{dice::Dice, party};

/// What projects are about.
const THEMES: [&str; 36] = [
    "一体化政务服务平台",
    "公共数据资源目录系统",
    "数据共享交换平台",
    "智慧校园综合管理平台",
    "教育资源公共服务平台",
    "视频图像信息整合平台",
    "社会救助信息管理系统",
    "预算绩效管理系统",
    "劳动保障监察信息系统",
    "不动产登记信息系统",
    "大气环境监测网格系统",
    "河湖长制信息平台",
    "工程建设项目审批系统",
    "智慧停车管理平台",
    "农村公路养护管理系统",
    "水资源监控能力系统",
    "农产品质量安全追溯平台",
    "高标准农田一张图",
    "文旅公共服务云平台",
    "全民健康信息平台",
    "突发公共卫生应急指挥系统",
    "安全生产风险监测预警系统",
    "应急广播系统",
    "数字档案馆",
    "电子证照库",
    "市场监管行政执法系统",
    "医保基金智能监控系统",
    "城市运行管理服务平台",
    "基层治理一网统管平台",
    "政务云资源扩容",
    "政务外网安全加固",
    "商用密码应用改造",
    "办公系统信创替代",
    "数字机关协同办公平台",
    "地下管网监测系统",
    "审计数据分析平台",
];

/// Gives each project a name of its own.
#[derive(Debug, Default)]
pub(super) struct Titles(BTreeSet<String>);

impl Titles {
    pub(super) fn next(&mut self, unit: &str, nature: &str, dice: &mut Dice) -> String {
        let owner = party::abbreviated(unit);
        let theme = dice.pick(&THEMES);
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
