import { ask } from "../api/client";
import { uploadFile } from "../api/upload";
import { type Sources, Titles } from "../fields/sources";
import type { Wanted } from "../generated/api";
import type { FormPage } from "../generated/forms";
import { type Context, readTyped, type TypedJson } from "../language";
import { isContext } from "../language/values";

const PEOPLE: ReadonlySet<string> = new Set(["user", "department"]);

let regions: Promise<Readonly<Record<string, string>>> | null = null;

/** Returns where the inputs of a form get what does not stand in it: from the server. */
export function serverSources(page: FormPage, titles = new Titles()): Sources {
  const address = { app: page.app, form: page.form.name };
  return {
    act: null,
    app: page.app,
    address: (id) => `/api/files/${encodeURIComponent(id)}`,
    candidates: async (place, _target, search, record, how) => {
      const request = { place, record, search, ...how } as Wanted;
      const found = await ask("POST /api/apps/{app}/forms/{form}/candidates", request, undefined, address);
      titles.learn(found.titles ?? {});
      return found;
    },
    dictionary: (name) => page.dictionaries?.[name],
    files: new Map(),
    page: (target, id) => (PEOPLE.has(target) ? null : `#/app/${page.app}/form/${target}/${id}`),
    regions: () => {
      // They are the same for everybody; a failure is forgotten, so that the next form asks again.
      regions ??= ask("GET /api/regions", undefined).catch((error: unknown) => {
        regions = null;
        throw error;
      });
      return regions;
    },
    seen: async (place, ids) => {
      const request = { ids: [...ids], place };
      const found = await ask("POST /api/apps/{app}/forms/{form}/seen", request, undefined, address);
      const contexts = new Map<string, Context>();
      titles.learn(found.titles);
      for (const [id, typed] of Object.entries(found.values)) {
        const value = readTyped(typed as TypedJson);
        if (isContext(value)) contexts.set(id, value);
      }
      return contexts;
    },
    thumbnail: (id, size) => `/api/files/${encodeURIComponent(id)}/thumbnail?size=${size}`,
    titles,
    upload: (file, { place, ...watch }) =>
      uploadFile(file, place === null ? watch : { ...watch, place: { ...address, field: place.replace("/", ".") } }),
  };
}
