# Signing in by a provider's word.

provider-title = Đăng nhập bằng { $name }
provider-text = Liên kết tài khoản ở đây với tài khoản của anh chị tại { $name }, rồi lần sau đăng nhập bằng nơi ấy.
provider-since = Đã liên kết từ { $at }
provider-link-title = Liên kết tài khoản
provider-go-title = Còn một bước
provider-go-text = Bấm nút để sang { $name } và đăng nhập ở đó; xong sẽ tự quay lại trang này.
provider-go = Sang { $name }
provider-end = Bỏ liên kết
provider-end-text = Bỏ liên kết thì không vào bằng nơi ấy được nữa; các cách đăng nhập khác giữ nguyên.
provider-silent = Nơi xác nhận đăng nhập đang không trả lời. Hãy thử lại sau, hoặc đăng nhập cách khác.
provider-see = Xem, liên kết
provider-have-title = Có tài khoản tại { $name }?
provider-untrusted = Lời xác nhận nhận được không đúng nên không cho vào. Hãy làm lại; vẫn vậy thì báo người quản lý văn phòng và đăng nhập cách khác.
provider-late = Lượt đăng nhập ấy không còn dùng được: chờ quá lâu, hoặc mở từ trang khác. Hãy làm lại.
provider-refused = Nơi ấy không xác nhận đăng nhập. Hãy làm lại, hoặc đăng nhập cách khác.
provider-unlinked = Chưa có tài khoản nào ở đây liên kết với tài khoản ấy. Hãy đăng nhập cách khác, rồi liên kết trong Tài khoản của tôi.
provider-taken = Tài khoản ở nơi ấy đã liên kết với người dùng khác.
how-provider = Nơi khác xác nhận
done-noi-khac = Đã liên kết tài khoản. Lần sau có thể đăng nhập bằng nơi ấy.
done-noi-khac-bo = Đã bỏ liên kết.
provider-own-only = Liên kết với { $name } do chính người này làm ở Tài khoản của tôi; không ai liên kết thay được. Chưa vào được lần nào thì in phiếu mời ở trên.
provider-nobody-else = Chỉ chính anh chị liên kết được tài khoản của mình; người quản lý văn phòng không liên kết thay.
