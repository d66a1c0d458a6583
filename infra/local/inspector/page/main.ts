/** Where the page's code begins. */
export {};
