"""Accounts, tickets, sessions, API tokens and attempts to sign in."""

from typing import Final

from lowcode.store.statement import Statement

_SEEN: Final = """
    a.id, a.name, a.display_name, a.email, a.status, a.language, a.time_zone, a.manager_id, a.mail_notices,
    a.created_at, a.updated_at
"""
"""What people may see of an account."""

ROLES_OF_ACCOUNT: Final = """
    ARRAY(
        SELECT DISTINCT r.app || '.' || r.name FROM role_grant g JOIN role r ON r.id = g.role_id
        WHERE g.account_id = a.id OR g.department_id IN (
            SELECT above.id FROM department_member m JOIN department d ON d.id = m.department_id
            JOIN department above ON above.id = ANY (CAST(string_to_array(rtrim(d.path, '/'), '/') AS uuid[]))
            WHERE m.account_id = a.id
        ) ORDER BY 1
    )
"""
"""The roles that an account `a` has, by itself or by any department that it is in, or that is above one."""

# --- accounts --------------------------------------------------------------------------------------------------------

INSERT: Final = Statement(
    """
    INSERT INTO account (id, name, display_name, email, password_hash, status, language, time_zone, manager_id,
        mail_notices, created_at, updated_at)
    VALUES (:id, :name, :display_name, :email, NULL, 'invited', :language, :time_zone, :manager_id, :mail_notices,
        :now, :now)
    """
)
"""Add an account that nobody can sign in with yet."""

BY_ID: Final = Statement(f"SELECT {_SEEN}, {ROLES_OF_ACCOUNT} AS roles FROM account a WHERE a.id = :id")
"""An account with its roles."""

FOR_LOGIN: Final = Statement(
    "SELECT a.id, a.status, a.password_hash FROM account a WHERE a.name = :name OR a.email = :name LIMIT 1"
)
"""An account by what one signs in with, and the hash of its password."""

PASSWORD: Final = Statement("SELECT name, password_hash FROM account WHERE id = :id AND status = 'active'")
"""The hash of an account's password, when it may sign in."""

PAGE: Final = Statement(
    f"""
    SELECT {_SEEN}, {ROLES_OF_ACCOUNT} AS roles FROM account a
    WHERE a.name > :after AND (:search = '' OR strpos(a.name, :search) > 0 OR strpos(lower(a.display_name), :search) > 0
        OR strpos(a.email, :search) > 0)
        AND (CAST(:status AS text) IS NULL OR a.status = :status)
    ORDER BY a.name LIMIT CAST(:most AS int)
    """
)
"""The accounts after a name, in the order of names, that hold a text; of one status, or of any."""

UPDATE: Final = Statement(
    """
    UPDATE account SET display_name = :display_name, email = :email, language = :language, time_zone = :time_zone,
        manager_id = :manager_id, mail_notices = :mail_notices, updated_at = :now
    WHERE id = :id
    """
)
"""Change what an account says."""

SET_STATUS: Final = Statement(
    "UPDATE account SET status = :status, updated_at = :now WHERE id = :id AND status <> :status"
)
"""Let an account sign in, or no more."""

SET_PASSWORD: Final = Statement(
    """
    UPDATE account SET password_hash = :password_hash, password_changed_at = :now, updated_at = :now,
        status = CASE WHEN status = 'invited' THEN 'active' ELSE status END
    WHERE id = :id AND status <> 'disabled'
    """
)
"""Set the password of an account, which may sign in from now on."""

REHASH: Final = Statement("UPDATE account SET password_hash = :fresh WHERE id = :id AND password_hash = :stale")
"""Replace a hash by a stronger one of the same password."""

OTHER_ADMINISTRATORS: Final = Statement(
    """
    SELECT count(*) FROM account a WHERE a.status = 'active' AND a.id <> :id AND EXISTS (
        SELECT FROM role_grant g JOIN role r ON r.id = g.role_id
        WHERE g.account_id = a.id AND r.app = 'platform' AND r.name = 'admin'
    )
    """
)
"""How many other administrators by their own grant can sign in."""

COUNT: Final = Statement("SELECT count(*) FROM account")
"""How many accounts there are."""

# --- tickets ---------------------------------------------------------------------------------------------------------

REPLACE_TICKET: Final = Statement(
    """
    WITH gone AS (DELETE FROM account_ticket WHERE account_id = :account_id OR expires_at < :now)
    INSERT INTO account_ticket (token_hash, account_id, created_at, expires_at)
    VALUES (:token_hash, :account_id, :now, :expires_at)
    """
)
"""Give an account a ticket in place of any that it has."""

READ_TICKET: Final = Statement(
    """
    SELECT a.id, a.name, a.display_name FROM account_ticket t JOIN account a ON a.id = t.account_id
    WHERE t.token_hash = :token_hash AND t.expires_at > :now AND a.status <> 'disabled'
    """
)
"""Whose ticket it is, while it can be used."""

TAKE_TICKET: Final = Statement(
    "DELETE FROM account_ticket WHERE token_hash = :token_hash AND expires_at > :now RETURNING account_id"
)
"""Use a ticket up."""

# --- OIDC ------------------------------------------------------------------------------------------------------------

BY_IDENTITY: Final = Statement(
    """
    SELECT a.id, a.status FROM account_identity i JOIN account a ON a.id = i.account_id
    WHERE i.issuer = :issuer AND i.subject = :subject
    """
)
"""The account of a person whom a provider knows."""

ADD_IDENTITY: Final = Statement(
    """
    INSERT INTO account_identity (issuer, subject, account_id, created_at)
    VALUES (:issuer, :subject, :account_id, :now)
    """
)
"""Remember whom a provider knows."""

BY_EMAIL: Final = Statement("SELECT id, status FROM account WHERE email = :email")
"""An account by its e-mail address."""

NAME_TAKEN: Final = Statement("SELECT EXISTS (SELECT FROM account WHERE name = :name)")
"""Whether an account is called so."""

# --- sessions --------------------------------------------------------------------------------------------------------

START_SESSION: Final = Statement(
    """
    INSERT INTO session (id, account_id, token_hash, csrf_secret, created_at, expires_at, last_seen_at, agent, address)
    VALUES (:id, :account_id, :token_hash, :csrf_secret, :now, :expires_at, :now, :agent, :address)
    """
)
"""Begin a session."""

SESSION: Final = Statement(
    f"""
    SELECT s.id AS session_id, s.csrf_secret, s.last_seen_at, a.id, {ROLES_OF_ACCOUNT} AS roles
    FROM session s JOIN account a ON a.id = s.account_id
    WHERE s.token_hash = :token_hash AND s.expires_at > :now AND s.last_seen_at > :idle_since AND a.status = 'active'
    """
)
"""The session of a token with its account, unless it has ended."""

SEEN: Final = Statement("UPDATE session SET last_seen_at = :now, address = :address WHERE id = :id")
"""Note that a session is used."""

SESSIONS: Final = Statement(
    """
    SELECT id, created_at, expires_at, last_seen_at, agent, address FROM session
    WHERE account_id = :account_id AND expires_at > :now AND last_seen_at > :idle_since ORDER BY last_seen_at DESC
    """
)
"""The sessions of an account, the one used last first."""

END_SESSION: Final = Statement("DELETE FROM session WHERE id = :id AND account_id = :account_id")
"""End one session of an account."""

END_OTHER_SESSIONS: Final = Statement(
    "DELETE FROM session WHERE account_id = :account_id AND id IS DISTINCT FROM CAST(:kept AS uuid)"
)
"""End all sessions of an account but one; null keeps none."""

DROP_ENDED: Final = Statement("DELETE FROM session WHERE expires_at <= :now OR last_seen_at <= :idle_since")
"""Remove the sessions that have ended."""

# --- API tokens ------------------------------------------------------------------------------------------------------

ADD_TOKEN: Final = Statement(
    """
    INSERT INTO api_token (id, account_id, name, token_hash, scopes, created_at, expires_at)
    VALUES (:id, :account_id, :name, :token_hash, :scopes, :now, :expires_at)
    """
)
"""Add a token."""

TOKEN: Final = Statement(
    f"""
    SELECT t.id AS token_id, t.scopes, t.last_used_at, a.id, {ROLES_OF_ACCOUNT} AS roles
    FROM api_token t JOIN account a ON a.id = t.account_id
    WHERE t.token_hash = :token_hash AND t.expires_at > :now AND a.status = 'active'
    """
)
"""A token with its account, unless it has expired."""

TOKEN_USED: Final = Statement("UPDATE api_token SET last_used_at = :now WHERE id = :id")
"""Note that a token is used."""

TOKENS: Final = Statement(
    """
    SELECT id, name, scopes, created_at, expires_at, last_used_at FROM api_token
    WHERE account_id = :account_id ORDER BY id DESC
    """
)
"""The tokens of an account, the newest first."""

REMOVE_TOKEN: Final = Statement("DELETE FROM api_token WHERE id = :id AND account_id = :account_id")
"""Remove one token of an account."""

REMOVE_TOKENS: Final = Statement("DELETE FROM api_token WHERE account_id = :account_id")
"""Remove all tokens of an account."""

# --- attempts to sign in ---------------------------------------------------------------------------------------------

COUNT_ATTEMPT: Final = Statement(
    """
    INSERT INTO login_attempt AS known (key, failures, last_at, blocked_until)
    VALUES (:key, 1, :now, :now)
    ON CONFLICT (key) DO UPDATE SET
        failures = CASE WHEN known.last_at < :forget THEN 1 ELSE known.failures + 1 END,
        last_at = :now,
        blocked_until = CASE
            WHEN known.last_at < :forget OR known.failures + 1 < CAST(:free AS int) THEN :now
            ELSE CAST(:now AS timestamptz) + interval '1 second'
                * least(power(2, least(known.failures + 1 - CAST(:free AS int), 20)), CAST(:longest AS float8))
        END
    WHERE known.blocked_until <= :now
    RETURNING failures
    """
)
"""Count an attempt as if it had failed, and block the next; nothing when attempts are blocked now.

After the last of the free attempts the next has to wait for a second, the one after it for two, then four, and so on.
"""

BLOCKED: Final = Statement("SELECT max(blocked_until) FROM login_attempt WHERE key = ANY (CAST(:keys AS text[]))")
"""Until when attempts are blocked."""

FORGET_ATTEMPTS: Final = Statement("DELETE FROM login_attempt WHERE key = ANY (CAST(:keys AS text[]))")
"""Forget failures, since an attempt did not fail."""

TAKE_BACK_ATTEMPT: Final = Statement(
    "UPDATE login_attempt SET failures = greatest(failures - 1, 0), blocked_until = :now WHERE key = :key"
)
"""Count one attempt less."""

DROP_ATTEMPTS: Final = Statement("DELETE FROM login_attempt WHERE last_at < :forget")
"""Remove what is forgotten anyway."""
