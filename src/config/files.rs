//! Where files lie: a folder, or S3-compatible storage that several processes share.

use std::fmt;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use clap::{Args, value_parser};

use super::{ConfigError, read_text};

const MIB: u64 = 1024 * 1024;

/// MiB of the largest document that is read or looked through, and so of the largest that can be set: what is larger could
/// be uploaded, but never attached.
pub const DOCUMENT_MIB: u32 = 50;

/// Options of the files, for every command that touches them.
#[derive(Clone, Args)]
pub struct FileOptions {
    /// Folder for uploaded files; default: files in the data folder.
    #[arg(long = "files", env = "SOTAY_FILES", global = true)]
    pub files_folder: Option<PathBuf>,
    /// Bucket of S3-compatible storage that holds the files instead of a folder.
    #[arg(long, env = "SOTAY_S3_BUCKET", global = true)]
    pub s3_bucket: Option<String>,
    /// Address of that storage (`https://…`); default: Amazon's for the region.
    #[arg(long, env = "SOTAY_S3_ENDPOINT", global = true)]
    pub s3_endpoint: Option<String>,
    /// Region of the bucket.
    #[arg(
        long,
        env = "SOTAY_S3_REGION",
        default_value = "us-east-1",
        global = true
    )]
    pub s3_region: String,
    /// Access key id.
    #[arg(
        long,
        env = "SOTAY_S3_ACCESS_KEY",
        hide_env_values = true,
        global = true
    )]
    pub s3_access_key: Option<String>,
    /// Secret access key; better in a file.
    #[arg(
        long,
        env = "SOTAY_S3_SECRET_KEY",
        hide_env_values = true,
        global = true
    )]
    pub s3_secret_key: Option<String>,
    /// A file that holds the secret access key.
    #[arg(long, env = "SOTAY_S3_SECRET_KEY_FILE", global = true)]
    pub s3_secret_key_file: Option<PathBuf>,
    /// MiB that a document (PDF, office file, text) may have; at most 50.
    #[arg(
        long,
        env = "SOTAY_FILE_LIMIT_DOCUMENT",
        default_value_t = DOCUMENT_MIB,
        value_parser = value_parser!(u32).range(1..=i64::from(DOCUMENT_MIB)),
        global = true
    )]
    pub file_limit_document: u32,
    /// MiB that an image may have.
    #[arg(
        long,
        env = "SOTAY_FILE_LIMIT_IMAGE",
        default_value = "20",
        global = true
    )]
    pub file_limit_image: NonZeroU32,
    /// MiB that a sound file may have.
    #[arg(
        long,
        env = "SOTAY_FILE_LIMIT_AUDIO",
        default_value = "200",
        global = true
    )]
    pub file_limit_audio: NonZeroU32,
    /// MiB that a film may have.
    #[arg(
        long,
        env = "SOTAY_FILE_LIMIT_VIDEO",
        default_value = "500",
        global = true
    )]
    pub file_limit_video: NonZeroU32,
}

/// Checked settings of the files.
#[derive(Debug, Clone)]
pub struct FileConfig {
    pub place: FilePlace,
    pub limits: FileLimits,
}

/// Where the bytes lie.
#[derive(Clone)]
pub enum FilePlace {
    Folder(PathBuf),
    S3 {
        bucket: String,
        endpoint: Option<String>,
        region: String,
        access_key: String,
        secret_key: String,
    },
}

/// Bytes that a file may have, by what it is.
#[derive(Debug, Clone, Copy)]
pub struct FileLimits {
    pub document: u64,
    pub image: u64,
    pub audio: u64,
    pub video: u64,
}

impl FileConfig {
    /// A folder in the data folder, with the limits that the options have by default.
    #[must_use]
    pub fn beside(data: &Path) -> Self {
        Self {
            place: FilePlace::Folder(data.join("files")),
            limits: FileLimits {
                document: u64::from(DOCUMENT_MIB) * MIB,
                image: 20 * MIB,
                audio: 200 * MIB,
                video: 500 * MIB,
            },
        }
    }
}

impl FileOptions {
    /// The checked settings.
    ///
    /// # Errors
    /// One line: what is missing or cannot be read.
    pub fn config(&self, data: &Path) -> Result<FileConfig, ConfigError> {
        let bytes = |mib: NonZeroU32| u64::from(mib.get()) * MIB;
        Ok(FileConfig {
            place: self.place(data)?,
            limits: FileLimits {
                document: u64::from(self.file_limit_document) * MIB,
                image: bytes(self.file_limit_image),
                audio: bytes(self.file_limit_audio),
                video: bytes(self.file_limit_video),
            },
        })
    }

    fn place(&self, data: &Path) -> Result<FilePlace, ConfigError> {
        let Some(bucket) = self.s3_bucket.clone() else {
            let folder = self
                .files_folder
                .clone()
                .unwrap_or_else(|| data.join("files"));
            return Ok(FilePlace::Folder(folder));
        };
        let secret_key = match (&self.s3_secret_key, &self.s3_secret_key_file) {
            (Some(key), _) => key.clone(),
            (None, Some(path)) => read_text(path)?,
            (None, None) => return Err(ConfigError::S3KeysNeeded),
        };
        Ok(FilePlace::S3 {
            bucket,
            endpoint: self.s3_endpoint.clone(),
            region: self.s3_region.clone(),
            access_key: self
                .s3_access_key
                .clone()
                .ok_or(ConfigError::S3KeysNeeded)?,
            secret_key,
        })
    }
}

impl fmt::Debug for FileOptions {
    /// Without the keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileOptions")
            .field("files_folder", &self.files_folder)
            .field("s3_bucket", &self.s3_bucket)
            .field("s3_endpoint", &self.s3_endpoint)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for FilePlace {
    /// Without the keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "Folder({})", folder.display()),
            Self::S3 {
                bucket, endpoint, ..
            } => write!(f, "S3({bucket} at {endpoint:?})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap::Parser;

    use super::{FileConfig, FileOptions, FilePlace};

    #[derive(Parser)]
    struct Options {
        #[command(flatten)]
        files: FileOptions,
    }

    fn parse(arguments: &[&str]) -> FileOptions {
        let all = std::iter::once("sotay").chain(arguments.iter().copied());
        Options::parse_from(all).files
    }

    #[test]
    fn a_folder_beside_the_data_is_the_default() {
        let data = Path::new("/srv/sotay");
        let config = parse(&[]).config(data).unwrap();
        let plain = FileConfig::beside(data);
        assert_eq!(format!("{config:?}"), format!("{plain:?}"));
    }

    #[test]
    fn no_document_may_be_larger_than_what_is_looked_through() {
        for (mib, is_taken) in [("0", false), ("1", true), ("50", true), ("51", false)] {
            let read = Options::try_parse_from(["sotay", "--file-limit-document", mib]);
            assert_eq!(read.is_ok(), is_taken, "{mib}");
        }
    }

    #[test]
    fn keys_are_needed_and_never_shown() {
        let data = Path::new("/srv/sotay");
        assert!(parse(&["--s3-bucket", "so-tay"]).config(data).is_err());
        let options = parse(&[
            "--s3-bucket",
            "so-tay",
            "--s3-access-key",
            "KHOA",
            "--s3-secret-key",
            "bi-mat",
        ]);
        let config = options.config(data).unwrap();
        assert!(matches!(config.place, FilePlace::S3 { .. }));
        let shown = format!("{options:?} {config:?}");
        assert!(shown.contains("so-tay"), "{shown}");
        assert!(
            !shown.contains("bi-mat") && !shown.contains("KHOA"),
            "{shown}"
        );
    }
}
