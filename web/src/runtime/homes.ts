/** A page of a form that is named with its app, in whichever app's pages it was found. */
const ABROAD = /^app\/[^/?]+\/(form|import)\/([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)/;

/** Returns the address of the same page in the form's own app: `app/sales/form/crm.customer/1` is a page of `crm`. */
export function homeRoute(route: string): string {
  return route.replace(ABROAD, "app/$2/$1/$3");
}
