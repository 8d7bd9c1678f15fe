// biome-ignore lint/style/noDefaultExport: PostCSS loads the default export
export default { plugins: { "@tailwindcss/postcss": {} } };
