// The neutral site takes the place of this page in the history.
location.replace(document.querySelector("a[href]").href);
