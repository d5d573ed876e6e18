"""The pages of the service in a browser: 管理者画面 and 人事担当者向け画面, made on the server, usable without scripts."""
