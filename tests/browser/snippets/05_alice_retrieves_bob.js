$.ajax({
  type: 'POST',
  url: 'http://server:1501/whois',
  data: JSON.stringify({
    Passphrase: "something short and sweet"
  }),
  dataType: 'json',
  processData: false,
  success: function (bob) {
    window.bob = bob
    // This looks like:
    // {
    //   PublicId: "bob's public id",
    //   Created: "when bob connected"
    // }
  }
});
