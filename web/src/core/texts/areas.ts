import * as admin from "./admin";
import * as aggregations from "./aggregations";
import * as analyses from "./analyses";
import * as app from "./app";
import * as apps from "./apps";
import * as audit from "./audit";
import * as categories from "./categories";
import * as compose from "./compose";
import * as connections from "./connections";
import * as dispatch from "./dispatch";
import * as editor from "./editor";
import * as explore from "./explore";
import * as failure from "./failure";
import * as fields from "./fields";
import * as filling from "./filling";
import * as flowAdmin from "./flow-admin";
import * as flows from "./flows";
import * as form from "./form";
import * as functions from "./functions";
import * as jobs from "./jobs";
import * as journal from "./journal";
import * as kinds from "./kinds";
import * as ledgers from "./ledgers";
import * as list from "./list";
import * as me from "./me";
import * as names from "./names";
import * as notices from "./notices";
import * as people from "./people";
import * as policies from "./policies";
import * as recomputing from "./recomputing";
import * as records from "./records";
import * as reports from "./reports";
import * as result from "./result";
import * as rights from "./rights";
import * as rows from "./rows";
import * as rules from "./rules";
import * as samples from "./samples";
import * as scores from "./scores";
import * as search from "./search";
import * as settings from "./settings";
import * as sign from "./sign";
import * as surroundings from "./surroundings";
import * as table from "./table";
import * as targetNotes from "./target-notes";
import * as targets from "./targets";
import * as transfer from "./transfer";
import * as types from "./types";
import * as views from "./views";
import * as work from "./work";

/** The texts of the pages, an area a file, in every language. */
const AREAS = {
  admin,
  aggregations,
  analyses,
  app,
  apps,
  audit,
  categories,
  compose,
  connections,
  dispatch,
  editor,
  explore,
  failure,
  fields,
  filling,
  flowAdmin,
  flows,
  form,
  functions,
  jobs,
  journal,
  kinds,
  ledgers,
  list,
  me,
  names,
  notices,
  people,
  policies,
  recomputing,
  records,
  reports,
  result,
  rights,
  rows,
  rules,
  samples,
  scores,
  search,
  settings,
  sign,
  surroundings,
  table,
  targetNotes,
  targets,
  transfer,
  types,
  views,
  work,
};

/** Every text of the pages in English. */
export const en = inLanguage("en");

/** Every text of the pages in simplified Chinese; the compiler demands each. */
export const zhCn = inLanguage("zhCn");

/** The texts of the pages in one language. */
export type Texts = { readonly [A in keyof typeof AREAS]: (typeof AREAS)[A]["en"] };

function inLanguage(language: "en" | "zhCn"): Texts {
  return Object.fromEntries(Object.entries(AREAS).map(([name, area]) => [name, area[language]])) as Texts;
}
