import { Select } from "antd";
import { type ReactNode, useState } from "react";
import { useTexts } from "../../core/language";
import type { Grant, Role } from "../../generated/specs";
import { Nothing } from "../../ui/nothing";
import type { PlaceProps } from "../places";
import { usePlace } from "../session";
import { AppChoice, useAppNames } from "./app-choice";
import type { AppDocument } from "./app-document";
import { type AppDraft, useAppDraft } from "./app-draft";
import { DraftBar } from "./draft-bar";
import { GrantDrawer } from "./grant-drawer";
import { Loaded } from "./loaded";
import { Matrix } from "./matrix";
import { PageHead } from "./page-head";

/** The permission matrix: role × form × action, edited as a draft of the app. */
export function PermissionsPage({ path }: PlaceProps) {
  const { t } = useTexts();
  const { go } = usePlace();
  const { found, labels } = useAppNames();
  return (
    <Loaded of={found}>
      {(all) => {
        const names = all.filter((one) => one.current_version !== null).map((one) => one.name);
        const app = names.find((one) => one === path[0]) ?? names[0];
        if (app === undefined) return <Nothing hint={t("rights.noAppsHint")} title={t("rights.noApps")} />;
        const choice = (
          <AppChoice labels={labels} names={names} value={app} onChange={(next) => go(`admin/permissions/${next}`)} />
        );
        return <Permissions key={app} app={app} choice={choice} role={path[1]} />;
      }}
    </Loaded>
  );
}

function Permissions({ app, choice, role }: { app: string; choice: ReactNode; role: string | undefined }) {
  const { t } = useTexts();
  const { draft, loaded } = useAppDraft(app);
  return (
    <>
      <PageHead hint={t("rights.hint")} title={t("admin.pages.permissions")}>
        {draft === undefined ? null : <DraftBar app={app} draft={draft} />}
      </PageHead>
      <Loaded of={loaded}>
        {() => (draft === undefined ? null : <RoleRights app={app} choice={choice} draft={draft} wanted={role} />)}
      </Loaded>
    </>
  );
}

function RoleRights({
  app,
  choice,
  draft,
  wanted,
}: {
  app: string;
  choice: ReactNode;
  draft: AppDraft;
  wanted: string | undefined;
}) {
  const { say, t } = useTexts();
  const { go } = usePlace();
  const [open, setOpen] = useState<number | null>(null);
  const { document } = draft;
  const roles = Object.values(document.roles ?? {});
  const role = roles.find((one) => one.name === wanted) ?? roles[0];
  const grants = role?.grants ?? [];
  const change = (next: readonly Grant[]) => {
    if (role !== undefined) draft.change(withRole(document, { ...role, grants: next }));
  };
  const chosen = open === null ? undefined : grants[open];
  return (
    <>
      <div className="list-tools">
        {choice}
        {role === undefined ? null : (
          <Select<string>
            aria-label={t("rights.role")}
            className="list-filter"
            options={roles.map((one) => ({ label: say(one.label), value: one.name }))}
            value={role.name}
            onChange={(next) => go(`admin/permissions/${app}/${next}`)}
          />
        )}
      </div>
      {role === undefined ? (
        <Nothing hint={t("rights.noRolesHint")} title={t("rights.noRoles")} />
      ) : (
        <>
          {role.description ? <p className="quiet role-note">{say(role.description)}</p> : null}
          <Matrix app={app} document={document} grants={grants} onChange={change} onOpen={setOpen} />
        </>
      )}
      {open === null || chosen === undefined ? null : (
        <GrantDrawer
          key={open}
          app={app}
          document={document}
          grant={chosen}
          onChange={(next) => change(next === null ? grants.toSpliced(open, 1) : grants.with(open, next))}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

function withRole(document: AppDocument, role: Role): AppDocument {
  return { ...document, roles: { ...document.roles, [role.name]: role } };
}
