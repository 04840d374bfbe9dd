/// A piece of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A bare word or a number.
    Word(String),
    /// A name in quotes.
    Name(String),
    /// A text in quotes.
    Text,
    /// A placeholder.
    Parameter,
    /// Anything else, one character.
    Mark(char),
}

impl Token {
    /// Whether it is the bare word, in capitals, or the mark.
    pub(super) fn is(&self, word: &str) -> bool {
        match self {
            Self::Word(text) => text.eq_ignore_ascii_case(word),
            Self::Mark(mark) => word.len() == 1 && word.starts_with(*mark),
            _ => false,
        }
    }

    /// The table or column it names.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Word(text) | Self::Name(text) => Some(text),
            _ => None,
        }
    }
}

/// Takes a statement apart.
pub(super) fn tokens(sql: &str) -> Vec<Token> {
    let mut rest = sql.chars().peekable();
    let mut found = Vec::new();
    while let Some(first) = rest.next() {
        let of_word = |c: &char| c.is_alphanumeric() || *c == '_';
        let token = match first {
            c if c.is_whitespace() => continue,
            '"' => Token::Name(quoted(&mut rest, '"')),
            '\'' => {
                quoted(&mut rest, '\'');
                Token::Text
            }
            '$' | '?' => {
                while rest.next_if(char::is_ascii_digit).is_some() {}
                Token::Parameter
            }
            c if of_word(&c) => {
                let mut word = c.to_string();
                while let Some(c) = rest.next_if(of_word) {
                    word.push(c);
                }
                Token::Word(word)
            }
            mark => Token::Mark(mark),
        };
        found.push(token);
    }
    found
}

/// Reads to the closing quote; a doubled one stands for itself.
fn quoted(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, quote: char) -> String {
    let mut text = String::new();
    while let Some(c) = rest.next() {
        if c == quote && rest.next_if_eq(&quote).is_none() {
            break;
        }
        text.push(c);
    }
    text
}
