use shuniu_connectors::contract::System;

use super::tools::{altered, contract_of, contracts, run, script};

#[tokio::test]
async fn every_contract_is_openapi_and_its_examples_keep_it() {
    let mut validate = script("validate.py");
    validate.args(contracts().into_iter().map(|contract| contract.path));
    let (content, said) = run(validate).await;
    assert!(content, "{said}");
}

#[tokio::test]
async fn an_example_that_does_not_keep_its_schema_is_found() {
    let folder = tempfile::tempdir().unwrap();
    for (system, from, to) in [
        (
            System::TRADING_CENTRE,
            "UNIT_BUDGET: 万元",
            "UNIT_BUDGET: 亿元",
        ),
        (System::ASSET_CLOUD, "signData: v8kg", "signData: w8kg"),
    ] {
        let path = altered(&contract_of(&system), from, to, folder.path());
        let mut validate = script("validate.py");
        validate.arg(path);
        let (content, said) = run(validate).await;
        assert!(!content && said.contains("example"), "{said}");
    }
}
