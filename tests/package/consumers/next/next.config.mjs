// Next.js takes the folder of the highest lock file, which is not this project's, for the root.
export default { turbopack: { root: import.meta.dirname } }
