//! The states of a transfer and the steps between them. Pure.

/// Where a transfer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// The member has asked.
    Requested,
    /// The member's cell has looked at it and agrees.
    Reviewed,
    /// The unit above the cell has signed the introduction.
    Introduced,
    /// The member has the introduction in hand, the file is on its way.
    InTransit,
    /// The receiving side has taken the member in.
    Received,
    /// The receiving side has sent it back.
    Returned,
    /// The sending side has taken it back.
    Withdrawn,
    /// Something else has overtaken it; kept as withdrawn, the last step says so.
    Closed,
}

/// What is done to a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// The member asks.
    Ask,
    /// The cell looks at it and agrees.
    Review,
    /// The unit above the cell introduces the member.
    Introduce,
    /// The member receives the introduction and goes.
    SendOff,
    /// The receiving side takes the member in.
    Receive,
    /// The receiving side sends it back.
    SendBack,
    /// The sending side takes it back.
    Withdraw,
}

/// Which side does a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The member's own unit.
    Sending,
    /// The unit above the member's own one.
    AboveSending,
    /// The unit the member goes to; the unit above the sending one when that lies outside this office.
    Receiving,
}

const STATES: [(State, &str); 8] = [
    (State::Requested, "requested"),
    (State::Reviewed, "reviewed"),
    (State::Introduced, "introduced"),
    (State::InTransit, "in_transit"),
    (State::Received, "received"),
    (State::Returned, "returned"),
    (State::Withdrawn, "withdrawn"),
    (State::Closed, "closed"),
];

/// (step, its word in the record, its word in addresses)
const STEPS: [(Step, &str, &str); 7] = [
    (Step::Ask, "ask", "de-nghi"),
    (Step::Review, "review", "xet"),
    (Step::Introduce, "introduce", "gioi-thieu"),
    (Step::SendOff, "send_off", "len-duong"),
    (Step::Receive, "receive", "tiep-nhan"),
    (Step::SendBack, "send_back", "tra-lai"),
    (Step::Withdraw, "withdraw", "rut"),
];

impl State {
    /// All of them, in the order of the way.
    pub const ALL: [State; 8] = [
        State::Requested,
        State::Reviewed,
        State::Introduced,
        State::InTransit,
        State::Received,
        State::Returned,
        State::Withdrawn,
        State::Closed,
    ];

    /// The word it is kept by.
    pub fn word(self) -> &'static str {
        STATES.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }

    /// The state of a word.
    pub fn of(word: &str) -> Option<State> {
        STATES.iter().find(|(_, known)| *known == word).map(|(state, _)| *state)
    }

    /// Whether something is still to be done.
    pub fn is_open(self) -> bool {
        !matches!(self, State::Received | State::Withdrawn | State::Closed)
    }

    /// Whether the receiving side knows of it.
    pub fn is_announced(self) -> bool {
        matches!(self, State::Introduced | State::InTransit | State::Received)
    }

    /// What it becomes by a step; `None` where the step makes no sense.
    pub fn after(self, step: Step) -> Option<State> {
        use State::{InTransit, Introduced, Received, Requested, Returned, Reviewed, Withdrawn};
        match (self, step) {
            (Requested, Step::Review) => Some(Reviewed),
            (Reviewed | Returned, Step::Introduce) => Some(Introduced),
            (Introduced, Step::SendOff) => Some(InTransit),
            // Within one commune nobody notes that the member is on the way.
            (Introduced | InTransit, Step::Receive) => Some(Received),
            (Introduced | InTransit, Step::SendBack) => Some(Returned),
            (Requested | Reviewed | Introduced | InTransit | Returned, Step::Withdraw) => Some(Withdrawn),
            _ => None,
        }
    }

    /// The steps that can be done now, the usual one first.
    pub fn steps(self) -> Vec<Step> {
        let all = [Step::Review, Step::Introduce, Step::SendOff, Step::Receive, Step::SendBack, Step::Withdraw];
        all.into_iter().filter(|step| self.after(*step).is_some()).collect()
    }
}

impl Step {
    /// The word it is kept by.
    pub fn word(self) -> &'static str {
        STEPS.iter().find(|(step, ..)| *step == self).map_or("", |(_, word, _)| word)
    }

    /// The word in addresses.
    pub fn address(self) -> &'static str {
        STEPS.iter().find(|(step, ..)| *step == self).map_or("", |(.., address)| address)
    }

    /// The step of an address.
    pub fn at(address: &str) -> Option<Step> {
        STEPS.iter().find(|(.., known)| *known == address).map(|(step, ..)| *step)
    }

    /// Which side does it.
    pub fn side(self, state: State) -> Side {
        match self {
            Step::Ask | Step::Review | Step::SendOff => Side::Sending,
            Step::Introduce => Side::AboveSending,
            Step::Receive | Step::SendBack => Side::Receiving,
            // Once it was introduced, only who introduced takes it back.
            Step::Withdraw if matches!(state, State::Requested | State::Reviewed) => Side::Sending,
            Step::Withdraw => Side::AboveSending,
        }
    }
}
