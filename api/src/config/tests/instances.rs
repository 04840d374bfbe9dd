//! Settings of outside systems that cannot be meant.

use super::*;

fn of(system: &str, more: &str) -> String {
    instance(more).replace("trading_centre", system)
}

#[test]
fn a_setting_of_another_system_is_named_with_the_system_that_it_belongs_to() {
    assert_eq!(
        refuse(&instance("requester_id = \"a\"\n")),
        "hub.toml:6: unknown key `connectors.instances.requester_id`; it is a setting of \
         investment_approval, and this instance is of another system: leave it out, or mend `system`"
    );
    let error = refuse(&instance("paths = { cards = \"v1/cards\" }\n"));
    assert!(
        error.contains("`connectors.instances.paths.cards`; it is a setting of asset_cloud,"),
        "{error}"
    );
    let error = refuse(&instance("secret_file = \"a\"\n"));
    assert!(
        error.contains("investment_approval, municipal_projects, asset_cloud, data_sharing, and"),
        "{error}"
    );
}

#[test]
fn what_is_read_from_a_file_is_asked_for_as_a_file() {
    for (system, key) in [
        ("investment_approval", "secret"),
        ("municipal_projects", "secret"),
        ("asset_cloud", "secret"),
        ("asset_cloud", "cipher_key"),
        ("data_sharing", "secret"),
    ] {
        let error = refuse(&of(system, &format!("{key} = \"hush\"\n")));
        assert!(
            error.ends_with(&format!("`connectors.instances.{key}_file`?"))
                || error.ends_with(&format!("`connectors.instances.{key}_file` names")),
            "{error}"
        );
        assert!(!error.contains("hush"), "{error}");
    }
    // The trading centre has none, so none is named.
    let error = refuse(&instance("secret = \"hush\"\n"));
    assert!(!error.contains("paths.secret"), "{error}");
}

#[test]
fn settings_of_an_instance_that_mean_nothing_are_refused_with_their_line() {
    for (more, said) in [
        (
            "page_size = 0\n",
            "hub.toml:6: `connectors.instances[0].page_size` is 0 and must be from 1 to 1000",
        ),
        (
            "page_size = 100000\n",
            "hub.toml:6: `connectors.instances[0].page_size` is 100000 and must be from 1 to 1000",
        ),
        (
            "[connectors.instances.http]\nrequests_per_second = 0\n",
            "hub.toml:7: `connectors.instances[0].http.requests_per_second` must be at least 1; \
             to leave the system alone, put `enabled = false`",
        ),
        (
            "http = { burst = 0 }\n",
            "hub.toml:6: `connectors.instances[0].http.burst` must be at least 1; \
             to leave the system alone, put `enabled = false`",
        ),
        (
            "schedule = { open = [\"08:00-08:00\"] }\n",
            "hub.toml:6: `connectors.instances[0].schedule.open` \"08:00-08:00\" ends when it \
             begins; write \"00:00-24:00\" for the whole day, or leave it out",
        ),
        (
            "schedule = { cron = \"0 0 31 2 *\" }\n",
            "hub.toml:6: `connectors.instances[0].schedule.cron` \"0 0 31 2 *\" fits no day of \
             any year; mend the day of the month or the month",
        ),
    ] {
        assert_eq!(refuse(&instance(more)), said);
    }
    for more in [
        "page_size = 1\n",
        "page_size = 1000\n",
        "http = { burst = 1 }\n",
    ] {
        load_from("hub.toml", &instance(more), std::iter::empty()).unwrap();
    }
}

#[test]
fn an_address_with_a_query_is_refused_and_never_shown() {
    let plain = instance("");
    for (text, line) in [
        (
            plain.replace("https://x", "https://x/api?token=hush"),
            "hub.toml:5: `connectors.instances[0].base_url`",
        ),
        (
            plain.replace("https://x", "https://me:hush@x/api"),
            "hub.toml:5: `connectors.instances[0].base_url`",
        ),
        (
            plain.replace("https://x", "https://x/#hush"),
            "hub.toml:5: `connectors.instances[0].base_url`",
        ),
        (
            instance("paths = { tenders = \"v1/tenders?token=hush\" }\n"),
            "hub.toml:6: `connectors.instances[0].paths.tenders`",
        ),
    ] {
        let error = refuse(&text);
        assert!(
            error.starts_with(line) && error.contains("leave"),
            "{error}"
        );
        assert!(!error.contains("hush"), "{error}");
    }
}
