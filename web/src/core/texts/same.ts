/** Texts with the keys of others: the compiler demands each of them in every language. */
export type Same<T> = { readonly [K in keyof T]: T[K] extends string ? string : Same<T[K]> };
