// What a script reads again by itself: what the page before left to say stays for the page that somebody opens.
export const quietly = (address) => fetch(address, { headers: { Accept: "text/html", "Preau-Quiet": "1" } });
