import { Select } from "antd";
import { useState } from "react";
import { useTexts } from "../../core/language";
import type { Grant, Role } from "../../generated/specs";
import { Nothing } from "../../ui/nothing";
import type { PlaceProps } from "../places";
import type { AppDocument } from "./app-document";
import { DraftPage, type Work } from "./draft-page";
import { GrantDrawer } from "./grant-drawer";
import { Matrix } from "./matrix";

/** The permission matrix: role × form × action, edited as a draft of the app. */
export function PermissionsPage({ path }: PlaceProps) {
  const { t } = useTexts();
  return (
    <DraftPage hint={t("rights.hint")} path={path} place="permissions" title={t("admin.pages.permissions")}>
      {(work) => <RoleRights {...work} />}
    </DraftPage>
  );
}

function RoleRights({ app, choice, draft, wanted, show }: Work) {
  const { say, t } = useTexts();
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
            onChange={show}
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
