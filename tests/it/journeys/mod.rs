//! What a person does, from one end to the other, over loopback.
