import { Button, Input, InputNumber, Select } from "antd";
import { type FormEvent, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { ConnectionView, NewConnection } from "../../generated/api";
import { useAttempt } from "../pages/login-page";
import { usePlace } from "../session";
import { useAct } from "./attempt";
import { databaseAt, ENCRYPTIONS, type Encryption, type Place, urlOf } from "./connection-url";
import { Labelled } from "./labelled";

const KINDS = ["database", "http", "webhook", "robot"] as const;
const AUTHS = ["none", "bearer", "basic", "header"] as const;

/** Where a system or database is and by which secret it is entered; without a connection, a new one. */
export function ConnectionForm({
  connection,
  taken,
}: {
  connection: ConnectionView | null;
  /** Names that are in use. */
  taken: readonly string[];
}) {
  const { t } = useTexts();
  const { go } = usePlace();
  const { act } = useAct("connections", "connection-tables", "audit");
  const { busy, problem, run } = useAttempt();
  const [name, setName] = useState(connection?.name ?? "");
  const [kind, setKind] = useState<NewConnection["kind"]>(connection?.kind ?? "database");
  const [url, setUrl] = useState(connection?.url ?? "");
  const [place, setPlace] = useState<Place>(() => databaseAt(connection?.kind === "database" ? connection.url : ""));
  const [auth, setAuth] = useState<NonNullable<NewConnection["auth"]>>(
    AUTHS.find((one) => one === connection?.auth) ?? "none",
  );
  const [header, setHeader] = useState(connection?.header || "X-Api-Key");
  const [secret, setSecret] = useState("");
  const [entry, setEntry] = useState({ password: "", user: "" });
  const database = kind === "database";
  const kept = connection?.secret === true;
  const half = database && (entry.user === "") !== (entry.password === "");
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (half) return;
    void run(async () => {
      const given = database ? (entry.user === "" ? "" : `${entry.user}:${entry.password}`) : secret;
      const request: NewConnection = {
        auth: kind === "http" ? auth : "none",
        header,
        kind,
        secret: given === "" ? null : given,
        url: database ? urlOf(place) : url.trim(),
      };
      await ask("PUT /api/connections/{name}", request, undefined, { name });
      await act(async () => undefined, t("admin.saved"));
      go(database ? `admin/connections/${name}/tables` : "admin/connections");
    });
  };
  return (
    <form className="stacked" onSubmit={save}>
      {problem}
      {connection === null ? (
        <>
          <Labelled hint={t("connections.nameHint")} label={t("connections.name")}>
            {(id) => (
              <Input
                autoComplete="off"
                autoFocus
                id={id}
                maxLength={48}
                pattern={`(?!(${["new", ...taken].join("|")})$)[a-z][a-z0-9_]*`}
                required
                title={t("connections.wrongName")}
                value={name}
                onChange={({ target }) => setName(target.value)}
              />
            )}
          </Labelled>
          <Labelled hint={t(`connections.kindHints.${kind}`)} label={t("connections.kind")}>
            {(id) => (
              <Select<NewConnection["kind"]>
                className="wide"
                id={id}
                options={KINDS.map((value) => ({ label: t(`connections.kinds.${value}`), value }))}
                value={kind}
                onChange={setKind}
              />
            )}
          </Labelled>
        </>
      ) : (
        <p className="quiet">{t(`connections.kindHints.${kind}`)}</p>
      )}
      {database ? (
        <DatabaseFields
          entry={entry}
          kept={kept}
          place={place}
          wrong={half}
          onEntry={(part) => setEntry({ ...entry, ...part })}
          onPlace={(part) => setPlace({ ...place, ...part })}
        />
      ) : (
        <>
          <Labelled hint={t("connections.addressHint")} label={t("connections.address")}>
            {(id) => (
              <Input
                id={id}
                maxLength={2000}
                pattern="https?://.+"
                required={kind !== "http"}
                title={t("connections.addressHint")}
                value={url}
                onChange={({ target }) => setUrl(target.value)}
              />
            )}
          </Labelled>
          {kind === "http" ? (
            <Labelled label={t("connections.auth")}>
              {(id) => (
                <Select<(typeof AUTHS)[number]>
                  className="wide"
                  id={id}
                  options={AUTHS.map((value) => ({ label: t(`connections.auths.${value}`), value }))}
                  value={auth}
                  onChange={setAuth}
                />
              )}
            </Labelled>
          ) : null}
          {kind === "http" && auth === "header" ? (
            <Labelled label={t("connections.header")}>
              {(id) => (
                <Input
                  id={id}
                  maxLength={100}
                  pattern="[A-Za-z0-9\-]+"
                  required
                  value={header}
                  onChange={({ target }) => setHeader(target.value)}
                />
              )}
            </Labelled>
          ) : null}
          {kind === "http" && auth === "none" ? null : (
            <Labelled
              hint={kept ? t("connections.secretKept") : auth === "basic" ? t("connections.secretBasic") : undefined}
              label={t("connections.secret")}
            >
              {(id) => (
                <Input.Password
                  autoComplete="new-password"
                  id={id}
                  value={secret}
                  onChange={({ target }) => setSecret(target.value)}
                />
              )}
            </Labelled>
          )}
        </>
      )}
      <Button htmlType="submit" loading={busy} type="primary">
        {t(database ? "connections.saveAndTry" : "connections.save")}
      </Button>
    </form>
  );
}

function DatabaseFields({
  place,
  entry,
  kept,
  wrong,
  onPlace,
  onEntry,
}: {
  place: Place;
  entry: { readonly user: string; readonly password: string };
  kept: boolean;
  wrong: boolean;
  onPlace: (part: Partial<Place>) => void;
  onEntry: (part: Partial<{ user: string; password: string }>) => void;
}) {
  const { t } = useTexts();
  return (
    <>
      <div className="connection-place">
        <Labelled label={t("connections.host")}>
          {(id) => (
            <Input
              id={id}
              pattern="[^\s\/@?#]+"
              required
              value={place.host}
              onChange={({ target }) => onPlace({ host: target.value.trim() })}
            />
          )}
        </Labelled>
        <Labelled label={t("connections.port")}>
          {(id) => (
            <InputNumber
              className="wide"
              id={id}
              max={65_535}
              min={1}
              value={place.port}
              onChange={(port) => onPlace({ port: port ?? 5432 })}
            />
          )}
        </Labelled>
      </div>
      <Labelled label={t("connections.database")}>
        {(id) => (
          <Input
            id={id}
            required
            value={place.database}
            onChange={({ target }) => onPlace({ database: target.value })}
          />
        )}
      </Labelled>
      <Labelled label={t("connections.encryption")}>
        {(id) => (
          <Select<Encryption>
            className="wide"
            id={id}
            options={ENCRYPTIONS.map((value) => ({ label: t(`connections.encryptions.${value}`), value }))}
            value={place.encryption}
            onChange={(encryption) => onPlace({ encryption })}
          />
        )}
      </Labelled>
      <Labelled label={t("connections.user")}>
        {(id) => (
          <Input
            autoComplete="off"
            id={id}
            pattern="[^:]+"
            required={!kept}
            value={entry.user}
            onChange={({ target }) => onEntry({ user: target.value })}
          />
        )}
      </Labelled>
      <Labelled
        hint={wrong && kept ? t("connections.needBoth") : kept ? t("connections.keepHint") : undefined}
        label={t("connections.password")}
      >
        {(id) => (
          <Input.Password
            autoComplete="new-password"
            id={id}
            required={!kept || entry.user !== ""}
            status={wrong && kept ? "error" : ""}
            value={entry.password}
            onChange={({ target }) => onEntry({ password: target.value })}
          />
        )}
      </Labelled>
    </>
  );
}
