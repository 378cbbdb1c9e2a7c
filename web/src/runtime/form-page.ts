import { queryOptions, useQuery } from "@tanstack/react-query";
import { ask } from "../api/client";
import type { FormPage } from "../generated/forms";
import { Logic } from "./form/logic";

/** A form with what it does by itself. */
export interface LoadedForm {
  readonly page: FormPage;
  readonly logic: Logic;
}

/** Returns how a form of an app is loaded: compiled once. */
export function formQuery(app: string, form: string) {
  return queryOptions<LoadedForm>({
    gcTime: 3_600_000,
    queryFn: async ({ signal }) => {
      const page = (await ask("GET /api/apps/{app}/forms/{form}/page", undefined, signal, { app, form })) as FormPage;
      return { logic: new Logic(page), page };
    },
    queryKey: ["form", app, form],
    staleTime: 60_000,
  });
}

/** Returns a form of an app, compiled once. */
export function useFormPage(app: string, form: string) {
  return useQuery(formQuery(app, form));
}
