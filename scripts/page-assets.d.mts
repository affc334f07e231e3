/** The script and the style of the page as JSON: see `PageAssets` of `src/page/server/assets.ts`. */
export declare function pageAssets(): Promise<string>
