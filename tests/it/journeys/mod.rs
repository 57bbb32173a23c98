//! What a person does, from one end to the other, over loopback.

mod adding;
mod bad_input;
mod bulletins;
mod by_hand;
mod checking;
mod demo;
mod doctor;
mod edited_later;
mod fetching;
mod hostile_html;
mod hostile_words;
mod leaving;
mod list_and_settings;
mod mail_as_sent;
mod manners;
mod odd_weeks;
mod one_sender;
mod opml;
mod parsing;
mod people_out;
mod same_story;
mod second_thoughts;
mod sending;
mod service;
mod signing;
mod states;
