"""Every setting, its meaning and its safe default; read from `INDOKONA_*` variables."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings of one installation. `docs/settings.md` is generated from these lines."""

    model_config = SettingsConfigDict(env_prefix="INDOKONA_", extra="ignore", frozen=True)

    mode: Literal["development", "production"] = Field(
        "development",
        description="production wants TLS at a declared proxy, https addresses, a mail server, a real PostgreSQL"
        " and no simulator",
    )
    data: Path = Field(
        Path("data"), description="folder of the embedded databases and the root key"
    )
    host: str = Field("127.0.0.1", description="address on which `serve` listens")
    port: int = Field(
        8420, ge=0, le=65535, description="port on which `serve` listens; 0 picks one"
    )
    public_url: str = Field(
        "", description="address under which people and Meta reach this installation"
    )
    behind_proxy: bool = Field(
        False, description="a proxy in front ends TLS and sets X-Forwarded-For"
    )
    database_url: SecretStr | None = Field(
        None, description="owner's address of the data database; empty: an embedded cluster"
    )
    keyring_url: SecretStr | None = Field(
        None, description="owner's address of the keyring database; empty: an embedded cluster"
    )
    postgres_bin: Path | None = Field(
        None, description="folder of PostgreSQL's programs, 15 or newer"
    )
    root_key: SecretStr | None = Field(
        None, description="root key as 64 hex digits; empty: the file root.key in the data folder"
    )
    previous_root_key: SecretStr | None = Field(
        None,
        description="the root key before a rotation, until `indokona keys rotate-root` has run",
    )
    epochs: Path | None = Field(
        None,
        description="folder of the weekly keys, shared by all machines; empty: `epochs` in the data folder",
    )
    epoch_days: int = Field(
        35,
        ge=21,
        le=400,
        description="days after which no copy of the keyring, whoever kept it, opens what was erased",
    )
    keyring_backup_days: int = Field(
        7,
        ge=0,
        le=365,
        description="age in days up to which a backup of the keyring must open",
    )
    graph_url: str = Field(
        "https://graph.facebook.com/v25.0",
        description="base of Meta's Graph API for new connections",
    )
    ca_file: Path | None = Field(
        None,
        description="file of the certificate authorities that calls out trust; empty: the bundled list",
    )
    simulator_url: str = Field("", description="the bundled simulator, where one is running")
    smtp_url: SecretStr | None = Field(
        None,
        description="smtp://user:password@host:port of the mail server; STARTTLS is used off loopback",
    )
    mail_from: str = Field(
        "INDOKONA <no-reply@localhost>", description="sender of the platform's mail"
    )
    workers: int = Field(1, ge=1, le=64, description="number of `work` processes that `up` starts")
    pool_size: int = Field(
        8, ge=2, le=200, description="connections a process keeps to the data database"
    )
    lease: float = Field(
        15.0,
        ge=1,
        le=120,
        description="seconds for which a worker keeps a number's queue without being heard of",
    )
    unknown_after: float = Field(
        900.0,
        gt=0,
        description="seconds after which a lost answer, still unsettled, is shown as doubtful",
    )
    alarm_chats: int = Field(
        500,
        ge=1,
        description="people whose chats one member may open within 24 hours before the owners are told",
    )
    probe_restore: bool = Field(
        True,
        description="restore a copy beside the data once a week to prove that it works; it takes twice their space"
        " for that time, so a big installation may switch it off, and its page of proof says so",
    )
    operator_name: str = Field("INDOKONA", description="operator's name, as the policy prints it")
    operator_email: str = Field("", description="operator's e-mail, as the policy prints it")
    operator_address: str = Field(
        "", description="operator's postal address, as the policy prints it"
    )
    duties: str = Field(
        "",
        description="statutory duties to keep that are in force here, by id with commas: on counsel's word",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="least level logged"
    )

    @model_validator(mode="after")
    def _weekly_keys_outlive_backups(self) -> Settings:
        if self.epoch_days < self.keyring_backup_days + 14:
            raise ValueError(
                "INDOKONA_EPOCH_DAYS must be at least INDOKONA_KEYRING_BACKUP_DAYS and 14 more:"
                " a backup of that age could not be opened"
            )
        return self

    @property
    def is_production(self) -> bool:
        """Whether the stricter rules of production hold."""
        return self.mode == "production"
