import { PlusOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import { SourcesContext } from "../../fields/sources";
import type { AppMenu } from "../../generated/api";
import type { PageRelation, RelatedItem } from "../../generated/forms";
import { Failure } from "../../ui/failure";
import { Waiting } from "../../ui/waiting";
import { typeOf } from "../form/store";
import { type LoadedForm, useFormPage } from "../form-page";
import { may } from "../menu";
import { serverSources } from "../server-sources";
import { columnValue, SYSTEM_FIELDS } from "../system";
import { leaveTrail } from "../trail";

const COLUMNS = 4;
const MOST = 500;

/** Returns what shows the records that refer to one. */
export function relatedOf(menu: AppMenu, form: LoadedForm, id: string) {
  return function Related({ item }: { item: RelatedItem }) {
    const relation = form.page.relations?.[item.name];
    return relation === undefined ? null : (
      <RelatedList above={form.page.form.name} id={id} item={item} menu={menu} relation={relation} />
    );
  };
}

interface Given {
  readonly menu: AppMenu;
  readonly above: string;
  readonly id: string;
  readonly item: RelatedItem;
  readonly relation: PageRelation;
}

function RelatedList(given: Given) {
  const { menu, relation } = given;
  const loaded = useFormPage(menu.name, relation.form);
  if (loaded.error !== null) return null;
  return loaded.data === undefined ? <Waiting /> : <Table {...given} form={loaded.data} />;
}

function Table({ menu, above, id, item, relation, form }: Given & { form: LoadedForm }) {
  const { say, t } = useTexts();
  const sources = useMemo(() => serverSources(form.page), [form]);
  const [limit, widen] = useState(item.rows ?? 5);
  const found = useQuery({
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      ask("GET /api/apps/{app}/forms/{form}/records/{id}/related/{name}", undefined, signal, {
        app: menu.name,
        form: above,
        id,
        limit,
        name: item.name,
      }),
    queryKey: ["records", menu.name, relation.form, "of", id, item.name, limit],
    staleTime: 0,
  });
  const wanted = item.columns ?? [];
  const fields = (
    wanted.length > 0
      ? wanted
      : form.logic.top.fields
          .filter((one) => one.name !== relation.reference && one.kind !== "subtable")
          .map((one) => one.name)
  ).flatMap((name) => form.logic.top.shapes.get(name) ?? SYSTEM_FIELDS[name] ?? []);
  const shown = wanted.length > 0 ? fields : fields.slice(0, COLUMNS);
  sources.titles.learn(found.data?.titles ?? {});
  // A form of another app is named with it: `sales.order`.
  const [inner = "", home = menu.name] = relation.form.split(".").reverse();
  const base = `#/app/${home}/form/${inner}`;
  const ids = found.data?.records.map((one) => one.id) ?? [];
  return (
    <SourcesContext.Provider value={sources}>
      <div className="related">
        <div className="section-head">
          <h2>{say(relation.label)}</h2>
          {may(menu, relation.form, "create") ? (
            <a href={`${base}/new?${relation.reference}=${id}`}>
              <PlusOutlined aria-hidden /> {t("records.new", { name: say(form.page.form.label) })}
            </a>
          ) : null}
        </div>
        {found.error !== null ? (
          <Failure error={found.error} onRetry={() => void found.refetch()} />
        ) : found.data === undefined ? (
          <Waiting />
        ) : found.data.records.length === 0 ? (
          <p className="quiet">{t("records.none")}</p>
        ) : (
          // A wide table is scrolled by itself.
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it can then be scrolled with the keyboard
          <section className="scrolled" tabIndex={0} aria-label={say(relation.label)}>
            <table>
              <thead>
                <tr>
                  {shown.map((one) => (
                    <th key={one.name}>{say(one.label)}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {found.data.records.map((record) => (
                  <tr key={record.id}>
                    {shown.map((one, position) => {
                      const value = columnValue(record, one.name);
                      const type = typeOf(one);
                      const cell = value === null ? "—" : <type.Cell field={one} value={value} />;
                      return (
                        <td key={one.name}>
                          {position === 0 ? (
                            <a href={`${base}/${record.id}`} onClick={() => leaveTrail(menu.name, relation.form, ids)}>
                              {cell}
                            </a>
                          ) : (
                            cell
                          )}
                        </td>
                      );
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
        {found.data?.next == null || limit >= MOST ? null : (
          <Button
            className="more"
            loading={found.isFetching}
            size="small"
            onClick={() => widen(Math.min(limit * 4, MOST))}
          >
            {t("filling.showAll")}
          </Button>
        )}
      </div>
    </SourcesContext.Provider>
  );
}
