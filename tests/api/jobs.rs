//! Jobs: their life, who sees them, and that no worker does what another one has taken over.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use actix_web::FromRequest as _;
use chrono::Duration;
use diesel::prelude::*;
use futures_util::future::{LocalBoxFuture, join_all};
use serde_json::{Value, json};
use sotay::auth::Viewer;
use sotay::auth::permissions::ExportRoster;
use sotay::db::DbOptions;
use sotay::db::schema::{job_files, jobs as rows, members, role_grants};
use sotay::error::{Error, Rule};
use sotay::jobs::{self, FileContent, Finished, Handler, JobContext, NewJob, Registration};
use sotay::kernel::ids::PublicId;
use tokio::sync::Semaphore;

use crate::support::{Reply, Request, TestApp};

const KIND: &str = "copy_sheet";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const TOO_MANY: Rule = Rule::conflict(
    "too_many_removals",
    "Quá nhiều người bị xóa.",
    "Too many removals.",
);

/// What a handler (which is no closure) and its test agree on, by job.
#[derive(Default)]
struct Meeting {
    runs: Mutex<usize>,
    seen: Mutex<Vec<String>>,
    started: Semaphores,
    go: Semaphores,
}

struct Semaphores(Semaphore);

impl Default for Semaphores {
    fn default() -> Self {
        Self(Semaphore::new(0))
    }
}

impl Semaphores {
    fn open(&self) {
        self.0.add_permits(1);
    }
    async fn pass(&self) {
        self.0.acquire().await.unwrap().forget();
    }
}

fn meeting(id: PublicId) -> Arc<Meeting> {
    static MEETINGS: LazyLock<Mutex<HashMap<PublicId, Arc<Meeting>>>> =
        LazyLock::new(Mutex::default);
    Arc::clone(MEETINGS.lock().unwrap().entry(id).or_default())
}

fn runs(id: PublicId) -> usize {
    *meeting(id).runs.lock().unwrap()
}

fn begin(context: &JobContext) -> Arc<Meeting> {
    let meeting = meeting(context.id());
    *meeting.runs.lock().unwrap() += 1;
    meeting.started.open();
    meeting
}

fn kinds(handler: Handler) -> [Registration; 1] {
    [Registration {
        kind: KIND,
        handler,
    }]
}

/// Gives the upload back under a Vietnamese name.
fn copy(context: &JobContext) -> LocalBoxFuture<'_, Result<Finished, Error>> {
    Box::pin(async move {
        begin(context);
        let upload = context.upload().await?;
        context.progress(40).await?;
        let output = FileContent {
            file_name: "Danh sách đảng viên.xlsx".to_owned(),
            ..upload
        };
        Ok(Finished {
            result: json!({"rows": context.input::<Value>()?["rows"]}),
            output: Some(output),
        })
    })
}

fn quick(context: &JobContext) -> LocalBoxFuture<'_, Result<Finished, Error>> {
    Box::pin(async move {
        begin(context);
        Ok(Finished {
            result: json!({"by": "the quick one"}),
            output: None,
        })
    })
}

/// Never ends: the test lets go of it, as a crash would.
fn stuck(context: &JobContext) -> LocalBoxFuture<'_, Result<Finished, Error>> {
    Box::pin(async move {
        begin(context);
        context.progress(10).await?;
        meeting(context.id()).go.open();
        std::future::pending().await
    })
}

async fn viewer(app: &TestApp, name: &str) -> Viewer {
    let token = app.actor(name).token().to_owned();
    let request = actix_web::test::TestRequest::get()
        .insert_header(("authorization", format!("Bearer {token}")))
        .app_data(app.state())
        .to_http_request();
    Viewer::extract(&request).await.unwrap()
}

fn sheet(bytes: &[u8]) -> FileContent {
    FileContent {
        file_name: "a.xlsx".to_owned(),
        media_type: XLSX.to_owned(),
        bytes: bytes.to_vec(),
    }
}

async fn queue(app: &TestApp, name: &str, upload: Option<FileContent>) -> PublicId {
    let viewer = viewer(app, name).await;
    let job = NewJob {
        kind: KIND,
        unit_id: Some(app.unit("cell_a1").id),
        input: json!({"rows": 3}),
        upload,
    };
    let view = app
        .state()
        .db
        .write(move |conn| jobs::enqueue(conn, &viewer, &job))
        .await
        .unwrap();
    assert_eq!(view.location(), format!("/api/v1/jobs/{}", view.job_id));
    view.job_id
}

async fn get(app: &TestApp, name: &str, id: PublicId) -> Reply {
    app.actor(name).get(format!("/api/v1/jobs/{id}")).await
}

async fn drain(app: &TestApp, handler: Handler) -> usize {
    jobs::drain(&app.state(), &kinds(handler)).await.unwrap()
}

/// Claims a job and dies with it.
async fn crash(app: &TestApp, id: PublicId) {
    let (state, kinds) = (app.state(), kinds(stuck));
    let meeting = meeting(id);
    tokio::select! {
        _ = jobs::drain(&state, &kinds) => panic!("it never ends"),
        () = meeting.go.pass() => {}
    }
}

on_both_engines!(a_job_from_request_to_file, |app| async move {
    let id = queue(&app, "secretary", Some(sheet(b"of three rows"))).await;
    let reply = get(&app, "secretary", id).await;
    reply.assert(200);
    assert_eq!(reply.header("retry-after"), Some("2"));
    let job = reply.json();
    assert_eq!(
        (&job["state"], &job["percent"]),
        (&json!("queued"), &json!(0))
    );
    assert!(job.get("file").is_none() && job.get("result").is_none());
    let waiting = reply.etag();
    let path = format!("/api/v1/jobs/{id}/file");
    app.secretary()
        .get(&path)
        .await
        .assert_problem(409, "job_not_finished");

    app.clock.advance(Duration::seconds(1));
    assert_eq!(drain(&app, copy).await, 1);
    let reply = get(&app, "secretary", id).await;
    assert_ne!(reply.etag(), waiting);
    assert_eq!(reply.header("retry-after"), None);
    let job = reply.json();
    assert_eq!(job["state"], "succeeded");
    assert_eq!(job["percent"], 100);
    assert_eq!(job["result"], json!({"rows": 3}));
    assert_eq!(
        job["file"],
        json!({"file_name": "Danh sách đảng viên.xlsx", "media_type": XLSX, "size": 13})
    );
    assert_eq!(job["created_at"], "2026-11-23T02:00:00.000Z");
    assert_eq!(job["started_at"], "2026-11-23T02:00:01.000Z");

    let file = app.secretary().get(&path).await;
    file.assert(200);
    assert_eq!(file.bytes(), b"of three rows");
    assert_eq!(file.header("content-type"), Some(XLSX));
    let disposition = file.header("content-disposition").unwrap();
    assert!(
        disposition.starts_with(
            "attachment; filename=\"Danh sach dang vien.xlsx\"; filename*=UTF-8''Danh%20s%C3%A1ch"
        ),
        "{disposition}"
    );
    for (path, etag) in [
        (format!("/api/v1/jobs/{id}"), reply.etag()),
        (path, file.etag()),
    ] {
        let known = Request::get(path).header("if-none-match", etag);
        app.secretary().send(known).await.assert(304);
    }
    assert_eq!(drain(&app, copy).await, 0, "it is done once");
});

on_both_engines!(a_job_exists_for_its_owner_alone, |app| async move {
    let id = queue(&app, "secretary", Some(sheet(b"secret"))).await;
    drain(&app, copy).await;
    for name in ["member", "deputy", "officer", "roster_officer", "admin"] {
        get(&app, name, id).await.assert_problem(404, "not_found");
        let file = app.actor(name).get(format!("/api/v1/jobs/{id}/file")).await;
        file.assert_problem(404, "not_found");
        let list = app.actor(name).get("/api/v1/jobs").await;
        assert_eq!(list.assert(200).json(), json!({"items": []}));
    }
    let list = app.secretary().get("/api/v1/jobs").await.json();
    assert_eq!(list["items"][0]["job_id"], id.to_string());
    let path = format!("/api/v1/jobs/{}", app.person("secretary").public_id);
    app.secretary().get(path).await.assert(404);
    app.secretary().get("/api/v1/jobs/1").await.assert(404);
});

on_both_engines!(
    own_jobs_are_listed_newest_first_in_pages,
    |app| async move {
        let mut expected = Vec::new();
        for _ in 0..5 {
            expected.insert(0, queue(&app, "member", None).await.to_string());
            queue(&app, "secretary", None).await;
        }
        let (mut found, mut path) = (Vec::new(), Some("/api/v1/jobs?limit=2".to_owned()));
        while let Some(next) = path {
            let reply = app.member().get(next).await;
            let page = reply.assert(200).json();
            for item in page["items"].as_array().unwrap() {
                found.push(item["job_id"].as_str().unwrap().to_owned());
            }
            let cursor = page["next_cursor"].as_str().map(str::to_owned);
            assert_eq!(cursor.is_some(), reply.header("link").is_some());
            path = cursor.map(|cursor| format!("/api/v1/jobs?limit=2&cursor={cursor}"));
        }
        assert_eq!(found, expected);
        let page = app.member().get("/api/v1/jobs?limit=1").await.json();
        let stolen = format!(
            "/api/v1/jobs?cursor={}",
            page["next_cursor"].as_str().unwrap()
        );
        app.secretary()
            .get(stolen)
            .await
            .assert_problem(422, "invalid_request");
        app.member().get("/api/v1/jobs?limit=201").await.assert(422);
    }
);

on_both_engines!(a_job_whose_worker_died_is_claimed_again, |app| async move {
    let id = queue(&app, "member", None).await;
    crash(&app, id).await;
    let job = get(&app, "member", id).await.json();
    assert_eq!(
        (&job["state"], &job["percent"]),
        (&json!("running"), &json!(10))
    );
    app.clock
        .advance(Duration::seconds(jobs::LEASE_SECONDS - 1));
    assert_eq!(drain(&app, quick).await, 0, "the lease still holds");
    app.clock.advance(Duration::seconds(2));
    assert_eq!(drain(&app, quick).await, 1);
    assert_eq!(runs(id), 2);
    let job = get(&app, "member", id).await.json();
    assert_eq!(job["result"], json!({"by": "the quick one"}));
});

on_both_engines!(a_job_that_kills_its_workers_is_given_up, |app| async move {
    let id = queue(&app, "member", None).await;
    for _ in 0..=jobs::RECLAIMS {
        crash(&app, id).await;
        app.clock
            .advance(Duration::seconds(jobs::LEASE_SECONDS + 1));
    }
    assert_eq!(drain(&app, quick).await, 0);
    assert_eq!(runs(id), 4, "once, and three times again");
    let reply = get(&app, "member", id).await;
    assert_eq!(reply.header("retry-after"), None);
    let job = reply.json();
    assert_eq!(job["state"], "failed");
    assert_eq!(job["problem"]["code"], "job_abandoned");
    assert!(
        job["problem"]["detail"]
            .as_str()
            .unwrap()
            .starts_with("Công việc bị gián đoạn")
    );
    let english = Request::get(format!("/api/v1/jobs/{id}")).header("accept-language", "en");
    let english = app.member().send(english).await.json();
    assert!(
        english["problem"]["detail"]
            .as_str()
            .unwrap()
            .starts_with("The job was interrupted")
    );
    let file = app.member().get(format!("/api/v1/jobs/{id}/file")).await;
    file.assert_problem(404, "not_found");
});

/// Wakes up after another worker has taken its job, and tries to go on.
fn sleeper(context: &JobContext) -> LocalBoxFuture<'_, Result<Finished, Error>> {
    Box::pin(async move {
        let meeting = begin(context);
        meeting.go.pass().await;
        let code = |result: Result<(), Error>| match result {
            Err(Error::Rule(rule)) => rule.code.to_owned(),
            other => format!("{other:?}"),
        };
        let progress = code(context.progress(90).await);
        let finished = Finished {
            result: json!({"by": "the sleeper"}),
            output: Some(sheet(b"stale")),
        };
        let (check, end, write) = (context.fence(), context.fence(), finished.clone());
        let (late, file) = (context.fence(), context.fence().seal(sheet(b"stale"))?);
        let result = finished.result.clone();
        let db = &context.app().db;
        let checked = code(db.write(move |conn| check.check(conn)).await);
        let ended = code(db.write(move |conn| end.finish(conn, &write)).await);
        let sealed = db.write(move |conn| late.finish_sealed(conn, &result, &file));
        let sealed = code(sealed.await);
        meeting
            .seen
            .lock()
            .unwrap()
            .extend([progress, checked, ended, sealed]);
        Ok(finished)
    })
}

on_both_engines!(
    a_worker_that_lost_its_lease_changes_nothing,
    |app| async move {
        let id = queue(&app, "member", None).await;
        let meeting = meeting(id);
        let first = drain(&app, sleeper);
        let second = async {
            meeting.started.pass().await;
            app.clock
                .advance(Duration::seconds(jobs::LEASE_SECONDS + 1));
            assert_eq!(drain(&app, quick).await, 1);
            meeting.go.open();
        };
        tokio::join!(first, second);
        assert_eq!(*meeting.seen.lock().unwrap(), ["job_fenced"; 4]);
        let job = get(&app, "member", id).await.json();
        assert_eq!(job["state"], "succeeded");
        assert_eq!(job["result"], json!({"by": "the quick one"}));
        assert!(job.get("file").is_none());
    }
);

/// Ends the job in its own transaction and then dies.
fn finisher(context: &JobContext) -> LocalBoxFuture<'_, Result<Finished, Error>> {
    Box::pin(async move {
        begin(context);
        let fence = context.fence();
        let finished = Finished {
            result: json!({"by": "the finisher"}),
            output: None,
        };
        context
            .app()
            .db
            .write(move |conn| fence.finish(conn, &finished))
            .await?;
        panic!("right after its commit")
    })
}

on_both_engines!(
    what_is_finished_with_its_work_is_not_done_again,
    |app| async move {
        let id = queue(&app, "member", None).await;
        drain(&app, finisher).await;
        app.clock
            .advance(Duration::seconds(jobs::LEASE_SECONDS + 1));
        assert_eq!(drain(&app, quick).await, 0);
        assert_eq!(
            get(&app, "member", id).await.json()["result"],
            json!({"by": "the finisher"})
        );
    }
);

/// Ends the job in its own transaction, with a file that it sealed before.
fn sealer(context: &JobContext) -> LocalBoxFuture<'_, Result<Finished, Error>> {
    Box::pin(async move {
        begin(context);
        let (fence, result) = (context.fence(), json!({"by": "the sealer"}));
        let (file, kept) = (fence.seal(sheet(b"sealed before"))?, result.clone());
        context
            .app()
            .db
            .write(move |conn| fence.finish_sealed(conn, &kept, &file))
            .await?;
        Ok(Finished {
            result,
            output: None,
        })
    })
}

on_both_engines!(
    a_file_that_was_sealed_before_is_the_file_of_the_job,
    |app| async move {
        let id = queue(&app, "member", None).await;
        assert_eq!(drain(&app, sealer).await, 1);
        let job = get(&app, "member", id).await.json();
        assert_eq!(job["state"], "succeeded", "{job}");
        assert_eq!(job["result"], json!({"by": "the sealer"}));
        assert_eq!(job["file"]["size"], b"sealed before".len());
        let file = app.member().get(format!("/api/v1/jobs/{id}/file")).await;
        file.assert(200);
        assert_eq!(file.bytes(), b"sealed before");
    }
);

/// Fails as its input says.
fn failing(context: &JobContext) -> LocalBoxFuture<'_, Result<Finished, Error>> {
    Box::pin(async move {
        let run = {
            let meeting = begin(context);
            *meeting.runs.lock().unwrap()
        };
        match (context.upload().await?.bytes.as_slice(), run) {
            (b"rule", _) => Err((&TOO_MANY).into()),
            (b"panic", _) => panic!("as the test wants"),
            (b"busy once", 1) | (b"busy", _) => Err(Error::Busy),
            (b"large", _) => {
                let result = json!({"text": "x".repeat(jobs::RESULT_BYTES)});
                Ok(Finished {
                    result,
                    output: None,
                })
            }
            _ => Ok(Finished {
                result: json!({}),
                output: None,
            }),
        }
    })
}

on_both_engines!(failures_are_told_to_the_owner, |app| async move {
    for (how, code, detail) in [
        ("rule", "too_many_removals", "Quá nhiều người bị xóa."),
        ("panic", "internal", "Máy chủ gặp lỗi"),
        ("large", "internal", "Máy chủ gặp lỗi"),
    ] {
        let id = queue(&app, "member", Some(sheet(how.as_bytes()))).await;
        assert_eq!(drain(&app, failing).await, 1);
        let job = get(&app, "member", id).await.json();
        assert_eq!(job["state"], "failed", "{how}");
        assert_eq!(job["problem"]["code"], code);
        let said = job["problem"]["detail"].as_str().unwrap();
        assert!(said.starts_with(detail), "{said}");
        assert!(job.get("result").is_none());
    }
    let id = queue(&app, "member", None).await;
    drain(&app, failing).await;
    assert_eq!(
        get(&app, "member", id).await.json()["problem"]["code"],
        "not_found"
    );
});

on_both_engines!(a_passing_obstacle_is_met_again_later, |app| async move {
    let id = queue(&app, "member", Some(sheet(b"busy once"))).await;
    assert_eq!(drain(&app, failing).await, 1);
    assert_eq!(get(&app, "member", id).await.json()["state"], "running");
    app.clock.advance(Duration::seconds(6));
    assert_eq!(drain(&app, failing).await, 1);
    assert_eq!(get(&app, "member", id).await.json()["state"], "succeeded");

    let id = queue(&app, "member", Some(sheet(b"busy"))).await;
    for _ in 0..=jobs::RECLAIMS {
        assert_eq!(drain(&app, failing).await, 1);
        app.clock.advance(Duration::seconds(6));
    }
    assert_eq!(
        get(&app, "member", id).await.json()["problem"]["code"],
        "busy"
    );
});

on_both_engines!(a_kind_that_nobody_does_waits, |app| async move {
    let id = queue(&app, "member", None).await;
    let other = [Registration {
        kind: "another",
        handler: quick,
    }];
    assert_eq!(jobs::drain(&app.state(), &other).await.unwrap(), 0);
    app.drain_jobs().await;
    assert_eq!(get(&app, "member", id).await.json()["state"], "queued");
});

/// Needs a permission of the owner.
fn exporting(context: &JobContext) -> LocalBoxFuture<'_, Result<Finished, Error>> {
    Box::pin(async move {
        let grant = context.grant::<ExportRoster>().await?;
        let owner = context.owner_id() == Some(grant.viewer().member_id());
        Ok(Finished {
            result: json!({"role": grant.role(), "owner": owner}),
            output: None,
        })
    })
}

on_both_engines!(a_job_acts_with_the_rights_of_the_moment, |app| async move {
    let first = queue(&app, "secretary", None).await;
    drain(&app, exporting).await;
    let job = get(&app, "secretary", first).await.json();
    assert_eq!(
        job["result"],
        json!({"role": "cell_secretary", "owner": true})
    );

    let ended = queue(&app, "secretary", None).await;
    let left = queue(&app, "stranger", None).await;
    let (secretary, stranger) = (app.person("secretary").id, app.person("stranger").id);
    let today = app.clock.today();
    app.state()
        .db
        .write(move |conn| {
            diesel::update(role_grants::table.filter(role_grants::member_id.eq(secretary)))
                .set(role_grants::to_on.eq(Some(today)))
                .execute(conn)?;
            diesel::update(members::table.find(stranger))
                .set(members::standing.eq("left"))
                .execute(conn)?;
            Ok(())
        })
        .await
        .unwrap();
    drain(&app, exporting).await;
    assert_eq!(
        get(&app, "secretary", ended).await.json()["problem"]["code"],
        "not_permitted"
    );
    let running = app.state();
    let state = running.db.read(move |conn| {
        let row = rows::table
            .filter(rows::public_id.eq(left))
            .select((rows::state, rows::problem_code));
        Ok(row.first::<(String, Option<String>)>(conn)?)
    });
    assert_eq!(
        state.await.unwrap(),
        ("failed".to_owned(), Some("not_permitted".to_owned()))
    );
});

on_both_engines!(what_was_kept_long_enough_goes, |app| async move {
    let id = queue(&app, "member", Some(sheet(b"of three rows"))).await;
    let waiting = queue(&app, "deputy", None).await;
    drain(&app, copy).await;
    let left = |app: TestApp| async move {
        let state = app.state();
        let system = state.system("test");
        let purged = state
            .db
            .write(move |conn| jobs::purge(conn, &system))
            .await
            .unwrap();
        let files = state.db.read(|conn| {
            Ok(job_files::table
                .select(job_files::role)
                .order(job_files::role)
                .load::<String>(conn)?)
        });
        (app, purged, files.await.unwrap())
    };
    let (app, purged, files) = left(app).await;
    assert_eq!(
        (purged, files),
        (0, vec!["output".to_owned(), "upload".to_owned()])
    );
    app.clock.advance(Duration::hours(25));
    let (app, purged, files) = left(app).await;
    assert_eq!((purged, files), (0, vec!["output".to_owned()]));
    app.member()
        .get(format!("/api/v1/jobs/{id}/file"))
        .await
        .assert(200);
    app.clock.advance(Duration::days(7));
    get(&app, "member", id).await.assert(404);
    let (app, purged, files) = left(app).await;
    assert_eq!(
        (purged, files),
        (2, Vec::new()),
        "the other one had failed for want of an upload"
    );
    get(&app, "member", id).await.assert(404);
    get(&app, "deputy", waiting).await.assert(404);
});

on_both_engines!(a_job_that_nobody_took_fails_in_the_end, |app| async move {
    let id = queue(&app, "member", Some(sheet(b"personal data"))).await;
    app.clock.advance(Duration::days(8));
    let state = app.state();
    for expected in [0, 1] {
        let system = state.system("test");
        assert_eq!(
            state
                .db
                .write(move |conn| jobs::purge(conn, &system))
                .await
                .unwrap(),
            expected
        );
        if expected == 0 {
            let job = get(&app, "member", id).await.json();
            assert_eq!(job["problem"]["code"], "job_abandoned");
            app.clock.advance(Duration::days(8));
        }
    }
});

on_both_engines!(files_are_sealed_each_for_its_job, |app| async move {
    let first = queue(&app, "member", Some(sheet(b"Nguyen Van A"))).await;
    let second = queue(&app, "secretary", Some(sheet(b"Tran Thi B"))).await;
    drain(&app, copy).await;
    let sealed = app
        .state()
        .db
        .write(move |conn| {
            let contents: Vec<(i64, Vec<u8>)> = job_files::table
                .filter(job_files::role.eq("output"))
                .order(job_files::job_id)
                .select((job_files::job_id, job_files::sealed_content))
                .load(conn)?;
            // Somebody who can write to the database puts one person's file under another's job.
            diesel::update(
                job_files::table
                    .filter(job_files::role.eq("output"))
                    .filter(job_files::job_id.eq(contents[1].0)),
            )
            .set(job_files::sealed_content.eq(&contents[0].1))
            .execute(conn)?;
            Ok(contents)
        })
        .await
        .unwrap();
    assert!(sealed.iter().all(|(_, bytes)| {
        !bytes
            .windows(6)
            .any(|part| part == b"Nguyen" || part == b"Tran T")
    }));
    app.member()
        .get(format!("/api/v1/jobs/{first}/file"))
        .await
        .assert(200);
    app.secretary()
        .get(format!("/api/v1/jobs/{second}/file"))
        .await
        .assert_problem(500, "internal");
});

on_both_engines!(an_upload_may_have_50_megabytes, |app| async move {
    let viewer = viewer(&app, "member").await;
    let job = |size: usize| NewJob {
        kind: KIND,
        unit_id: None,
        input: json!({}),
        upload: Some(sheet(&vec![7; size])),
    };
    let (too_large, fits, who) = (
        job(jobs::FILE_BYTES + 1),
        job(jobs::FILE_BYTES),
        viewer.clone(),
    );
    let db = &app.state().db;
    let refused = db
        .write(move |conn| jobs::enqueue(conn, &who, &too_large))
        .await;
    assert!(matches!(refused, Err(Error::TooLarge)));
    let view = db
        .write(move |conn| jobs::enqueue(conn, &viewer, &fits))
        .await
        .unwrap();
    drain(&app, copy).await;
    assert_eq!(
        get(&app, "member", view.job_id).await.json()["file"]["size"],
        jobs::FILE_BYTES
    );
    let list = app.member().get("/api/v1/jobs").await.json();
    assert_eq!(
        list["items"].as_array().unwrap().len(),
        1,
        "the refused one left nothing"
    );
});

on_both_engines!(
    no_job_is_done_twice_by_many_workers,
    TestApp::builder().db(DbOptions {
        readers: 4,
        writers: 8,
        ..DbOptions::default()
    }),
    |app| async move {
        let mut ids = Vec::new();
        for _ in 0..64 {
            ids.push(queue(&app, "member", None).await);
        }
        let claimers = (0..8).map(|_| drain(&app, quick));
        let done: usize = join_all(claimers).await.into_iter().sum();
        assert_eq!(done, 64);
        for id in ids {
            assert_eq!(runs(id), 1);
            assert_eq!(get(&app, "member", id).await.json()["state"], "succeeded");
        }
    }
);

on_both_engines!(workers_are_woken_and_stopped, |app| async move {
    let state = app.state();
    let workers = jobs::start(&state, &kinds(quick), 2).unwrap();
    let mut ids = Vec::new();
    for _ in 0..6 {
        ids.push(queue(&app, "member", None).await);
        state.jobs.wake();
    }
    for id in &ids {
        meeting(*id).started.pass().await;
    }
    // Nobody wakes them for this one: it comes from another process.
    let quiet = queue(&app, "member", None).await;
    meeting(quiet).started.pass().await;
    workers.stop().await;
    ids.push(quiet);
    for id in ids {
        assert_eq!(runs(id), 1);
        assert_eq!(get(&app, "member", id).await.json()["state"], "succeeded");
    }
    let late = queue(&app, "member", None).await;
    state.jobs.wake();
    assert_eq!(drain(&app, quick).await, 1, "stopped workers leave it");
    assert_eq!(runs(late), 1);
});

/// For the authorisation table: a job of this member that ended with a file.
pub async fn finished_job(app: &TestApp, owner: &str) -> PublicId {
    let id = queue(app, owner, Some(sheet(b"one row"))).await;
    drain(app, copy).await;
    id
}
