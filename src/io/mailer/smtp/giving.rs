//! From the first byte of the message to the reply after its final dot: the only step that can end in doubt.

use super::commands::Command;
use super::dialogue::{Answer, Dialogue};
use crate::model::delivery::{Phase, Reply, SendOutcome};

/// Bytes that are given to the system at once.
const BLOCK: usize = 64 * 1024;

/// Gives a message, dots doubled and ended, to the server at `place`, which has said 354.
pub async fn give(dialogue: &mut Dialogue, wire: &[u8], place: &str) -> SendOutcome {
    let mut blocks = wire.chunks(BLOCK).peekable();
    while let Some(block) = blocks.next() {
        // A server that speaks or hangs up now has not taken the message, for its end has not left us.
        if !dialogue.wire.is_quiet() {
            return cut_short(dialogue, place).await;
        }
        if let Err(lost) = dialogue.wire.write(block, dialogue.limits.block).await {
            let is_end = blocks.peek().is_none();
            return if is_end {
                end_in_doubt(dialogue, &lost.to_string(), place).await
            } else {
                cut_short(dialogue, place).await
            };
        }
    }
    let dot = Command::new(Phase::Dot, "", 2, dialogue.limits.dot);
    match dialogue.hear(&dot).await {
        Answer::Yes(reply) => SendOutcome::Accepted(reply),
        Answer::Later(reply) => SendOutcome::Deferred(reply),
        Answer::Never(reply) => SendOutcome::Refused(reply),
        Answer::Lost(reply) => uncertain(&reply.to_string(), place),
    }
}

/// The conversation ended before the final dot: certainly not delivered (RFC 5321 §4.1.1.4).
async fn cut_short(dialogue: &mut Dialogue, place: &str) -> SendOutcome {
    let why = format!("{place} broke off before the whole message was given");
    last_words(dialogue).await.unwrap_or_else(|| SendOutcome::Deferred(Reply::missing(Phase::Dot, &why)))
}

/// The dot may have left us or not.
async fn end_in_doubt(dialogue: &mut Dialogue, why: &str, place: &str) -> SendOutcome {
    last_words(dialogue).await.unwrap_or_else(|| uncertain(why, place))
}

/// A no that still came makes it certain.
async fn last_words(dialogue: &mut Dialogue) -> Option<SendOutcome> {
    dialogue.is_broken = true;
    let anything = Command::new(Phase::Dot, "", 2, dialogue.limits.goodbye);
    match dialogue.hear(&anything).await {
        Answer::Later(reply) => Some(SendOutcome::Deferred(reply)),
        Answer::Never(reply) => Some(SendOutcome::Refused(reply)),
        Answer::Yes(_) | Answer::Lost(_) => None,
    }
}

fn uncertain(why: &str, place: &str) -> SendOutcome {
    SendOutcome::Uncertain(Reply::missing(Phase::Dot, &format!("{why} after the message was given to {place}")))
}
