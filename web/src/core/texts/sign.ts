import type { Same } from "./same";

export const en = {
  title: "Sign in",
  empty: "Nobody has an account yet. Make the first one with `lowcode admin`.",
  name: "Name or e-mail address",
  password: "Password",
  enter: "Sign in",
  welcome: "Welcome",
  choose: "{{who}}, choose a password for your account {{name}}.",
  fresh: "New password",
  keep: "Save and sign in",
};

export const zhCn: Same<typeof en> = {
  title: "登录",
  empty: "还没有任何账号，请用 `lowcode admin` 创建第一个账号。",
  name: "用户名或电子邮箱",
  password: "密码",
  enter: "登录",
  welcome: "欢迎",
  choose: "{{who}}，请为您的账号 {{name}} 设置密码。",
  fresh: "新密码",
  keep: "保存并登录",
};
