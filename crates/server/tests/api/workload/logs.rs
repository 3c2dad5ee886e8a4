//! What is printed is read as it comes, to its last line, and the reader ends with what printed it.

use futures_util::StreamExt;
use primehub_engine::UnitRef;
use primehub_server::features::workload::logs;

use super::task::{request, submit, until_over};
use super::{ann, column};
use crate::harness::{TestApp, eventually};

#[tokio::test]
async fn a_follower_gets_every_line_and_ends_with_the_task() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    submit(&t, &request("talker", &ann, &group, "log:hello,run", 0)).await;
    eventually("it runs", async || column(&t, "talker", "case when state = 'running' then 1 else 0 end").await == 1).await;
    let at = UnitRef { unit: "talker".into(), generation: 1 };
    let mut log = Box::pin(logs::read(&t.app, at, logs::Wanted { follow: true, ..Default::default() }));
    let hello = async { while log.next().await.is_some_and(|piece| &piece.unwrap()[..] != b"hello\n") {} };
    tokio::time::timeout(std::time::Duration::from_secs(30), hello).await.expect("the line within half a minute");
    for number in 0..100 {
        t.engine.write_log("talker", &format!("line {number}")).unwrap();
    }
    t.engine.exit("talker", 0).unwrap();
    let rest = async {
        let mut text = String::new();
        while let Some(piece) = log.next().await {
            text += &String::from_utf8_lossy(&piece.unwrap());
        }
        text
    };
    let rest = tokio::time::timeout(std::time::Duration::from_secs(60), async { tokio::join!(rest, until_over(&t, "talker")).0 });
    let rest = rest.await.expect("the stream ends with the task");
    let lines: Vec<&str> = rest.lines().collect();
    assert_eq!(lines, (0..100).map(|number| format!("line {number}")).collect::<Vec<_>>());
}
