import { useQuery } from "@tanstack/react-query";
import { Alert, Select } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { useRested } from "../../core/moments";
import type { Explanation } from "../../generated/api";
import { Mark } from "../../ui/mark";
import { Nothing } from "../../ui/nothing";
import { useFormPage } from "../form-page";
import type { PlaceProps } from "../places";
import { usePlace } from "../session";
import { Labelled } from "./labelled";
import { Loaded } from "./loaded";
import { ACTIONS } from "./matrix";
import { PageHead } from "./page-head";
import { useRoles } from "./people";
import { PersonSelect } from "./person-select";
import { useNames } from "./record-names";
import { usualOf } from "./row-rules";
import { Rows } from "./rows";

/** Why somebody can see a record: `#/admin/access/<app>/<form>/<record>/<person>`. */
export function AccessPage({ path }: PlaceProps) {
  const { say, t } = useTexts();
  const { apps, go } = usePlace();
  const [app = "", form = "", record = "", person = ""] = path;
  const [name, setName] = useState("");
  const forms = apps.flatMap((one) =>
    (one.forms ?? []).map((each) => ({
      label: `${say(one.label)} › ${say(each.label)}`,
      value: `${one.name}/${each.name}`,
    })),
  );
  const to = (parts: readonly string[]) => go(`admin/access/${parts.filter((one) => one !== "").join("/")}`);
  return (
    <>
      <PageHead hint={t("rights.whyHint")} title={t("admin.pages.access")} />
      <div className="pane stacked access-form">
        <Labelled label={t("admin.form")}>
          {(id) => (
            <Select<string>
              className="wide"
              id={id}
              options={forms}
              showSearch={{ optionFilterProp: "label" }}
              value={form === "" ? null : `${app}/${form}`}
              onChange={(next) => to([next])}
            />
          )}
        </Labelled>
        {form === "" ? null : (
          <Labelled label={t("rights.findRecord")}>
            {(id) => (
              <RecordSelect
                key={`${app}/${form}`}
                app={app}
                form={form}
                id={id}
                value={record}
                onChange={(next) => to([app, form, next, person])}
              />
            )}
          </Labelled>
        )}
        {record === "" ? null : (
          <Labelled label={t("audit.person")}>
            {(id) => (
              <PersonSelect
                id={id}
                shown={name || undefined}
                value={person || null}
                onChange={(next, called) => {
                  setName(called);
                  to([app, form, record, next ?? ""]);
                }}
              />
            )}
          </Labelled>
        )}
      </div>
      {person === "" ? null : <Answer app={app} form={form} person={person} record={record} />}
    </>
  );
}

function RecordSelect({
  id,
  app,
  form,
  value,
  onChange,
}: {
  id: string;
  app: string;
  form: string;
  value: string;
  onChange: (id: string) => void;
}) {
  const { t } = useTexts();
  const [search, setSearch] = useState("");
  const sought = useRested(search.trim(), 250);
  const found = useQuery({
    enabled: sought !== "",
    queryFn: ({ signal }) => ask("GET /api/search", undefined, signal, { form: `${app}.${form}`, most: 30, q: sought }),
    queryKey: ["search", sought, `${app}.${form}`],
  });
  const named = useNames(app, form);
  const present = useQuery({
    enabled: value !== "",
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/forms/{form}/records/{id}", undefined, signal, { app, form, id: value }),
    queryKey: ["records", app, form, "one", value],
  });
  const hits = found.data?.[0]?.hits ?? [];
  const options = hits.map((one) => ({ label: one.title || one.id, value: one.id }));
  if (value !== "" && !options.some((one) => one.value === value)) {
    options.unshift({ label: present.data === undefined ? value : named(present.data), value });
  }
  return (
    <Select<string>
      className="wide"
      id={id}
      loading={found.isFetching}
      notFoundContent={t(sought === "" ? "rights.typeMore" : "rights.noRecord")}
      options={options}
      showSearch={{ filterOption: false, onSearch: setSearch }}
      value={value === "" ? null : value}
      onChange={onChange}
    />
  );
}

function Answer({ app, form, record, person }: { app: string; form: string; record: string; person: string }) {
  const { t } = useTexts();
  const account = useQuery({
    queryFn: ({ signal }) => ask("GET /api/people/{account_id}", undefined, signal, { account_id: person }),
    queryKey: ["people", "one", person],
  });
  const explained = useQuery({
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/forms/{form}/records/{id}/access", undefined, signal, {
        account: person,
        app,
        form,
        id: record,
      }),
    queryKey: ["explain", app, form, record, person],
    staleTime: 0,
  });
  return (
    <Loaded of={explained}>
      {(found) => {
        const sees = found.reasons.some((one) => one.action === "see" && one.holds);
        const name = account.data?.display_name ?? "…";
        return (
          <div className="stacked">
            <Alert
              role="status"
              showIcon
              title={t(sees ? "rights.maySee" : "rights.mayNotSee", { name })}
              type={sees ? "success" : "warning"}
            />
            <Reasons found={found} />
            {sees ? <FieldRights app={app} fields={found.fields} form={form} /> : null}
          </div>
        );
      }}
    </Loaded>
  );
}

function Reasons({ found }: { found: Explanation }) {
  const { say, t } = useTexts();
  const roles = useRoles();
  const called = new Map((roles.data ?? []).map((one) => [`${one.app}.${one.name}`, say(one.label)]));
  if (found.reasons.length === 0) return <Nothing hint="" title={t("rights.noReasons")} />;
  return (
    <section>
      <h2 className="part-title">{t("rights.reasons")}</h2>
      <Rows
        columns={[
          {
            key: "action",
            render: ({ action }) => {
              const known = ACTIONS.find((one) => one === action);
              return known === undefined
                ? `${t("rights.button")}: ${action.replace("button:", "")}`
                : t(`rights.actions.${known}`);
            },
            title: t("rights.action"),
            width: 120,
          },
          { key: "role", render: ({ role }) => called.get(role) ?? role, title: t("rights.role"), width: 160 },
          {
            key: "rule",
            render: ({ rule }) => {
              const usual = usualOf(rule);
              return usual === "other" ? <code>{rule}</code> : t(`rights.usual.${usual}`);
            },
            title: t("rights.rule"),
          },
          {
            key: "holds",
            render: ({ holds }) => (
              <Mark tone={holds ? "good" : "plain"}>{t(holds ? "rights.holds" : "rights.holdsNot")}</Mark>
            ),
            title: t("rights.holds"),
            width: 120,
          },
        ]}
        label={t("rights.reasons")}
        rowKey={(one) => `${one.action} ${one.role} ${one.rule}`}
        rows={found.reasons}
      />
    </section>
  );
}

function FieldRights({ app, form, fields }: { app: string; form: string; fields: Explanation["fields"] }) {
  const { say, t } = useTexts();
  const page = useFormPage(app, form);
  const held = Object.entries(fields).filter(([, right]) => right !== "full");
  const labels = new Map((page.data?.page.form.fields ?? []).map((one) => [one.name, say(one.label)]));
  return (
    <section>
      <h2 className="part-title">{t("rights.fieldRights")}</h2>
      <ul className="plan">
        {held.map(([name, right]) => (
          <li key={name}>
            <Mark>{t(`rights.kinds.${right}`)}</Mark> {labels.get(name) ?? name}
          </li>
        ))}
      </ul>
      <p className="quiet">{t("rights.fullRights")}</p>
    </section>
  );
}
