import { MoreOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, Tree } from "antd";
import { useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Department } from "../../generated/api";
import { Nothing } from "../../ui/nothing";
import type { PlaceProps } from "../places";
import { usePlace } from "../session";
import { useAct } from "./attempt";
import { type DepartmentEdit, DepartmentForm } from "./department-form";
import { DepartmentPanel } from "./department-panel";
import { Loaded } from "./loaded";
import { PageHead } from "./page-head";
import { type Branch, treeOf, useDepartments } from "./people";

/** The tree of departments, and the one that was chosen in it. */
export function DepartmentsPage({ path }: PlaceProps) {
  const { t } = useTexts();
  const departments = useDepartments();
  const [edit, setEdit] = useState<DepartmentEdit | null>(null);
  return (
    <>
      <PageHead hint={t("people.departmentsHint")} title={t("admin.pages.departments")}>
        <Button icon={<PlusOutlined />} type="primary" onClick={() => setEdit({ department: null, parent: null })}>
          {t("people.newDepartment")}
        </Button>
      </PageHead>
      <Loaded of={departments}>
        {(all) =>
          all.length === 0 ? (
            <Nothing hint={t("people.noTreeHint")} title={t("people.noTree")} />
          ) : (
            <Parts all={all} chosen={all.find((one) => one.id === path[0])} onEdit={setEdit} />
          )
        }
      </Loaded>
      {edit === null ? null : <DepartmentForm edit={edit} onClose={() => setEdit(null)} />}
    </>
  );
}

function Parts({
  all,
  chosen,
  onEdit,
}: {
  all: readonly Department[];
  chosen: Department | undefined;
  onEdit: (edit: DepartmentEdit) => void;
}) {
  const { t } = useTexts();
  const { go } = usePlace();
  const { act } = useAct("departments", "audit");
  const tree = treeOf(all);
  /** Puts a department among others, which get their numbers anew. */
  const place = (moved: string, parent: string | null, at: number) =>
    act(async () => {
      const siblings = (parent === null ? tree : (branchOf(tree, parent)?.children ?? []))
        .map((one) => one.department)
        .filter((one) => one.id !== moved);
      const one = all.find(({ id }) => id === moved);
      if (one === undefined) return;
      const order = siblings.toSpliced(at, 0, one);
      for (const [position, each] of order.entries()) {
        if (each.id !== moved && each.position === position) continue;
        await ask("PUT /api/departments/{department_id}", { name: each.name, parent_id: parent, position }, undefined, {
          department_id: each.id,
        });
      }
    });
  return (
    <div className="two-parts">
      <section className="pane" aria-label={t("admin.pages.departments")}>
        <Tree<Branch>
          blockNode
          defaultExpandAll
          draggable={{ icon: false }}
          selectedKeys={chosen === undefined ? [] : [chosen.id]}
          titleRender={(branch) => <Title branch={branch} onEdit={onEdit} />}
          treeData={tree}
          onDrop={({ dragNode, dropToGap, dropPosition, node }) => {
            if (!dropToGap) return void place(dragNode.key, node.key, 0);
            const parent = node.department.parent_id ?? null;
            const siblings = (parent === null ? tree : (branchOf(tree, parent)?.children ?? [])).filter(
              ({ key }) => key !== dragNode.key,
            );
            const here = siblings.findIndex(({ key }) => key === node.key);
            const before = dropPosition < Number(node.pos.split("-").at(-1));
            return void place(dragNode.key, parent, before ? here : here + 1);
          }}
          onSelect={(_, { node }) => go(`admin/departments/${node.key}`)}
        />
      </section>
      {chosen === undefined ? (
        <Nothing hint={t("people.chooseOneHint")} title={t("people.chooseOne")} />
      ) : (
        <DepartmentPanel key={chosen.id} department={chosen} />
      )}
    </div>
  );
}

function branchOf(tree: readonly Branch[], id: string): Branch | undefined {
  for (const one of tree) {
    const found = one.key === id ? one : branchOf(one.children, id);
    if (found !== undefined) return found;
  }
  return undefined;
}

function Title({ branch, onEdit }: { branch: Branch; onEdit: (edit: DepartmentEdit) => void }) {
  const { t } = useTexts();
  const { modal } = App.useApp();
  const { go } = usePlace();
  const { act } = useAct("departments", "audit");
  const { department } = branch;
  const remove = () =>
    modal.confirm({
      content: t("people.removeDepartmentHint"),
      okButtonProps: { danger: true },
      okText: t("admin.remove"),
      onOk: async () => {
        const gone = await act(() =>
          ask("DELETE /api/departments/{department_id}", undefined, undefined, { department_id: department.id }),
        );
        if (gone) go("admin/departments");
      },
      title: t("people.removeDepartmentSure", { name: department.name }),
    });
  const items = [
    { key: "below", label: t("people.newBelow") },
    { key: "edit", label: t("admin.edit") },
    { danger: true, key: "remove", label: t("people.removeDepartment") },
  ];
  return (
    <span className="tree-line">
      <span className="grow">{department.name}</span>
      <span className="quiet">{department.members ?? 0}</span>
      <Dropdown
        menu={{
          items,
          onClick: ({ domEvent, key }) => {
            domEvent.stopPropagation();
            if (key === "remove") remove();
            else onEdit(key === "below" ? { department: null, parent: department.id } : { department, parent: null });
          },
        }}
        trigger={["click"]}
      >
        <Button
          aria-label={`${t("admin.edit")} ${department.name}`}
          icon={<MoreOutlined />}
          size="small"
          type="text"
          onClick={(event) => event.stopPropagation()}
        />
      </Dropdown>
    </span>
  );
}
